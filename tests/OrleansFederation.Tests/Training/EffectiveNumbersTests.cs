namespace OrleansFederation.Training;

public sealed class EffectiveNumbersTests
{
    [Fact]
    public void Weights_are_the_papers_with_a_mean_of_one_over_the_examples()
    {
        long[] counts = [900, 90, 10];

        var weights = EffectiveNumbers.Weights(0.999, counts);

        double Effective(long count) => (1 - Math.Pow(0.999, count)) / (1 - 0.999);
        Assert.Equal(Effective(900) / Effective(10), weights[2] / weights[0], 1e-9);
        Assert.Equal(Effective(90) / Effective(10), weights[2] / weights[1], 1e-9);
        Assert.Equal(1, weights.Zip(counts, (weight, count) => weight * count).Sum() / 1000, 1e-12);
    }

    [Fact]
    public void At_zero_all_weigh_alike() => Assert.Equal([1, 1], EffectiveNumbers.Weights(0, [5, 95]));

    [Fact]
    public void A_class_without_examples_has_no_weight_and_changes_no_other() =>
        Assert.Equal([.. EffectiveNumbers.Weights(0.9, [5, 2]), 0.0], EffectiveNumbers.Weights(0.9, [5, 2, 0]));
}
