namespace OrleansFederation.Filters;

/// <summary>Which numbers the sparse codecs send.</summary>
public sealed class SparseFilterTests
{
    [Theory]
    [InlineData(100, 0.01)]
    [InlineData(5_000, 0.1)]
    [InlineData(200_000, 0.01)]
    [InlineData(200_000, 0.2)]
    [InlineData(200_000, 0.6)]
    public void The_largest_are_those_that_sorting_finds(int length, double share)
    {
        var layout = FilterSamples.Layout(length);
        var update = FilterSamples.Gaussian(length);

        var read = Send(FormattableString.Invariant($"{{\"topk\": {share}}}"), layout, update);

        var kept = (int)Math.Round(share * length);
        var expected = new float[length];
        foreach (var i in Enumerable.Range(0, length).OrderByDescending(i => MathF.Abs(update[i])).ThenBy(i => i).Take(kept))
        {
            expected[i] = update[i];
        }

        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public void Of_equal_magnitudes_the_first_are_sent_whatever_their_sign(int length)
    {
        var layout = FilterSamples.Layout(length);
        float[] update = [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? 0.5f : -0.5f)];
        update[length - 1] = 1;

        var read = Send("{\"topk\": 0.1}", layout, update);

        Assert.Equal(length / 10, read.Count(value => value != 0));
        Assert.Equal(update[..(length / 10 - 1)], read[..(length / 10 - 1)]);
        Assert.Equal(1, read[length - 1]);
    }

    [Fact]
    public void A_sample_that_misleads_changes_nothing()
    {
        // What is large stands where the sample does not look.
        var layout = FilterSamples.Layout(1_000_000);
        var update = FilterSamples.Gaussian(layout.Length, scale: 1e-6);
        foreach (var i in Enumerable.Range(0, 400_000))
        {
            update[600_000 + i] = (600_000 + i) % (1_000_000 / (1 << 14)) == 0 ? update[600_000 + i] : 1 + i * 1e-6f;
        }

        var read = Send("topk", layout, update);

        var bound = update.OrderDescending().ElementAt(9_999);
        Assert.Equal([.. update.Select(value => value >= bound ? value : 0)], read);
    }

    [Fact]
    public void At_least_one_number_is_sent()
    {
        var read = Send("{\"topk\": 0.001}", FilterSamples.Layout(10), [0, 0, 0, -3, 0, 0, 1, 0, 0, 0]);

        Assert.Equal([0, 0, 0, -3, 0, 0, 0, 0, 0, 0], read);
    }

    [Theory]
    [InlineData(10, 0.01, 1)]
    [InlineData(5_000, 0.01, 50)]
    [InlineData(123_457, 0.013, 1605)]
    public void So_many_are_drawn_as_the_share_says(int length, double share, int kept)
    {
        var read = Send(FormattableString.Invariant($"{{\"randomk\": {share}}}"), FilterSamples.Layout(length), [.. Enumerable.Repeat(1f, length)]);

        Assert.Equal(kept, read.Count(value => value == 1));
        Assert.Equal(length - kept, read.Count(value => value == 0));
    }

    [Fact]
    public void Every_round_and_client_draws_others_and_each_number_comes_as_often()
    {
        var layout = FilterSamples.Layout(5_000);
        float[] ones = [.. Enumerable.Repeat(1f, 5_000)];
        var times = new int[5_000];
        for (var round = 1; round <= 200; round++)
        {
            foreach (var (i, value) in Send("{\"randomk\": 0.1}", layout, ones, round, ordinal: round % 3).Index())
            {
                times[i] += (int)value;
            }
        }

        Assert.Equal(200 * 500, times.Sum());
        Assert.InRange(times.Min(), 3, 20);
        Assert.InRange(times.Max(), 20, 42);
        Assert.NotEqual(Send("{\"randomk\": 0.1}", layout, ones, 1, 0), Send("{\"randomk\": 0.1}", layout, ones, 1, 1));
    }

    [Fact]
    public void Without_error_feedback_drawn_numbers_are_right_in_the_mean()
    {
        var layout = FilterSamples.Layout(5_000);
        var update = FilterSamples.Gaussian(5_000);

        var read = Send("{\"randomk\": {\"share\": 0.25, \"errorFeedback\": 0}}", layout, update);

        Assert.All(update.Zip(read).Where(pair => pair.Second != 0), pair => Assert.Equal(pair.First * 4, pair.Second));
        Assert.Equal(1_250, read.Count(value => value != 0));
    }

    private static float[] Send(string filter, Parameters.ParameterLayout layout, float[] update, int round = 1, int ordinal = 0)
    {
        var encoding = FilterSamples.Encoding(filter, layout, round, ordinal);
        return FilterSamples.Decode(encoding, FilterSamples.Encode(encoding, update, new float[layout.Length]).File);
    }
}
