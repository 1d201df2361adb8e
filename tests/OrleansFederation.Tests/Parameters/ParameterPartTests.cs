namespace OrleansFederation.Parameters;

public sealed class ParameterPartTests
{
    private static readonly ParameterLayout Whole = new(
    [
        new("0.weight", [2], 0, ParameterKind.Trainable),
        new("1.weight", [1], 2, ParameterKind.Trainable),
        new("1.running_mean", [1], 3, ParameterKind.Buffer),
        new("2.weight", [3], 4, ParameterKind.Trainable),
    ]);

    [Fact]
    public void A_part_is_packed_and_goes_back_to_where_it_was()
    {
        ParameterPart part = new(Whole, entry => entry.Name.StartsWith("1.", StringComparison.Ordinal) || entry.Name == "2.weight");

        Assert.Equal([(2, false), (5, true)], part.Runs);
        Assert.Equal([0, 1, 2], part.Layout.Entries.Select(entry => entry.Offset));
        float[] whole = [1, 2, 3, 4, 5, 6, 7];
        Assert.Equal([3, 4, 5, 6, 7], part.Of(whole));
        part.Put([30, 40, 50, 60, 70], whole);
        Assert.Equal([1, 2, 30, 40, 50, 60, 70], whole);
    }

    [Fact]
    public void The_whole_is_its_own_part()
    {
        ParameterPart part = new(Whole, _ => true);
        float[] whole = [1, 2, 3, 4, 5, 6, 7];

        Assert.Same(Whole, part.Layout);
        Assert.Same(whole, part.Of(whole));
        Assert.Throws<ArgumentOutOfRangeException>(() => part.Of([1]));
    }

    [Fact]
    public void The_numbers_of_a_file_are_read_by_its_frame()
    {
        ParameterFrame frame = new(Whole, [new byte[] { 1, 2 }, default, new byte[] { 3 }, default, new byte[] { 4, 5, 6 }]);
        float[] values = [1, 2, 3, 4, 5, 6, 7];

        Assert.Equal(values, frame.Read(frame.Fill(values)));
        Assert.Null(frame.Read(new byte[10]));
    }
}
