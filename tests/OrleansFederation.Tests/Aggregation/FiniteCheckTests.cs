using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

public sealed class FiniteCheckTests
{
    private static readonly ParameterLayout Layout = new(
        [new("0.weight", [3, 5], 0, ParameterKind.Trainable), new("0.bias", [4], 15, ParameterKind.Trainable)]);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_element_that_is_not_finite_is_found_wherever_it_stands(float bad)
    {
        for (var at = 0; at < 70; at++)
        {
            var values = new float[70];
            values[at] = bad;
            values[69] = bad;

            Assert.Equal(at, FiniteCheck.FirstNonFinite<float>(values));
        }
    }

    [Fact]
    public void Extreme_but_finite_numbers_pass() =>
        Assert.Equal(-1, FiniteCheck.FirstNonFinite<float>([float.MaxValue, float.MinValue, float.Epsilon, -0f, 0f]));

    [Fact]
    public void Nothing_is_finite() => Assert.Equal(-1, FiniteCheck.FirstNonFinite<double>([]));

    [Fact]
    public void The_parameter_is_named()
    {
        var update = new float[19];
        update[17] = float.NaN;

        Assert.Equal("element 2 of '0.bias' is NaN", FiniteCheck.Describe(Layout, update));
    }

    [Fact]
    public void Of_a_finite_update_there_is_nothing_to_say() => Assert.Null(FiniteCheck.Describe(Layout, new float[19]));
}
