namespace OrleansFederation.CrossValidation;

public sealed class CorrectedIntervalTests
{
    [Fact]
    public void It_is_Students_t_of_the_spread_with_the_overlap_of_the_folds_counted()
    {
        // Scores 1 to 5 have the variance 2.5; five folds of one repeat, t of 4 degrees of freedom 2.776.
        var half = CorrectedInterval.Half([1, 2, 3, 4, 5], folds: 5);

        Assert.Equal(2.776 * Math.Sqrt(2.5 * (1 / 5.0 + 1 / 4.0)), half!.Value, 12);
    }

    [Fact]
    public void Repeats_do_not_narrow_it_below_what_the_folds_share()
    {
        double[] once = [0.7, 0.8, 0.9, 0.8, 0.8];
        double[] often = [.. Enumerable.Repeat(once, 100).SelectMany(scores => scores)];

        var deviation = Math.Sqrt(0.02 / 5);

        Assert.True(CorrectedInterval.Half(often, 5) < CorrectedInterval.Half(once, 5));
        Assert.True(CorrectedInterval.Half(often, 5) > 1.95 * deviation * Math.Sqrt(1 / 4.0));
    }

    [Fact]
    public void Of_one_score_or_of_what_is_not_finite_there_is_none()
    {
        Assert.Null(CorrectedInterval.Half([0.5], 5));
        Assert.Null(CorrectedInterval.Half([0.5, double.NaN], 5));
        Assert.Null(CorrectedInterval.Mean([], 5));
        Assert.Equal(new(0.5), CorrectedInterval.Mean([0.5], 5));
    }
}
