namespace OrleansFederation.Parameters;

public sealed class ParameterLayoutTests
{
    [Fact]
    public void The_length_is_that_of_all_entries() =>
        Assert.Equal(7, new ParameterLayout([Entry("a", 0, 2, 3), Entry("b", 6)]).Length);

    [Fact]
    public void A_gap_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ParameterLayout([Entry("a", 0, 2), Entry("b", 3, 1)]));

    [Fact]
    public void An_overlap_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ParameterLayout([Entry("a", 0, 2), Entry("b", 1, 1)]));

    [Fact]
    public void A_repeated_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ParameterLayout([Entry("a", 0, 2), Entry("a", 2, 1)]));

    [Fact]
    public void A_tensor_too_large_for_the_vector_is_refused() =>
        Assert.Throws<OverflowException>(() => Entry("a", 0, 65_536, 65_536));

    private static ParameterEntry Entry(string name, int offset, params int[] shape) => new(name, shape, offset, ParameterKind.Trainable);
}
