using OrleansFederation.Errors;
using OrleansFederation.Parameters;
using Xunit;

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
    public void A_refusal_names_the_client_and_the_parameter()
    {
        var update = new float[19];
        update[17] = float.NaN;

        var problem = FiniteCheck.Refuse("site-a.7", Layout, update);

        Assert.Equal(FederationErrors.NonFiniteUpdate.At("client site-a.7", "element 2 of '0.bias' is NaN"), problem);
    }

    [Fact]
    public void A_finite_update_is_not_refused() => Assert.Null(FiniteCheck.Refuse("site-a.7", Layout, new float[19]));
}
