using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

public sealed class QFedAvgTests
{
    [Fact]
    public void The_worse_the_model_is_at_a_client_the_more_it_counts()
    {
        var weights = Weigh(2, 0.1, (1, 0.5), (2, 0.5), (4, 0.5));

        Assert.Equal(4, weights[1] / weights[0], 1e-6);
        Assert.Equal(16, weights[2] / weights[0], 1e-6);
        Assert.InRange(weights.Sum(), 0, 1);
    }

    [Fact]
    public void Without_q_it_is_the_plain_mean() =>
        Assert.All(Weigh(0, 0.1, (1, 0.5), (0, 7), (4, 0)), weight => Assert.Equal(1.0 / 3, weight, 1e-12));

    [Fact]
    public void The_formula_is_the_papers()
    {
        var weights = Weigh(1.5, 0.5, (3, 0.2), (0.7, 1.1));

        double H(double loss, double norm) => 1.5 * Math.Pow(loss, 0.5) * Math.Pow(2 * norm, 2) + 2 * Math.Pow(loss, 1.5);
        var sum = H(3, 0.2) + H(0.7, 1.1);
        Assert.Equal(2 * Math.Pow(3, 1.5) / sum, weights[0], 1e-8);
        Assert.Equal(2 * Math.Pow(0.7, 1.5) / sum, weights[1], 1e-8);
    }

    [Theory]
    [InlineData(null, 1.0)]
    [InlineData(1.0, null)]
    [InlineData(-1.0, 1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(double.PositiveInfinity, 1.0)]
    public void A_receipt_without_its_figures_is_refused_with_FED3013(double? loss, double? norm)
    {
        var refused = Assert.Throws<FederationException>(() => Weigh(1, 0.1, (1, 1), (loss, norm)));

        Assert.Equal("FED3013", refused.Code);
        Assert.Equal("contributor 1", refused.Problems[0].Place);
    }

    [Fact]
    public void Losses_that_leave_no_finite_weights_are_refused_with_FED3013() =>
        Assert.Equal("FED3013", Assert.Throws<FederationException>(() => Weigh(20, 0.1, (1e300, 1))).Code);

    [Fact]
    public void A_baseline_of_one_client_is_a_plain_mean()
    {
        var spec = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("aggregation", """{ "qfedavg": { "learningRate": 0.1 } }"""), ("evaluation", """{ "baselines": true }"""))).OrThrow().Spec;

        Assert.All(Baselines.Of(spec), baseline => Assert.Equal("fedavg", baseline.Aggregation.Rule));
        Assert.Equal(2, Baselines.Of(spec).Count);
    }

    private static double[] Weigh(double q, double rate, params (double? Loss, double? Norm)[] clients) => new QFedAvg().Weigh(
        [.. clients.Select(client => new UpdateFigures(1) { InitialLoss = client.Loss, Norm = client.Norm })],
        new("qfedavg", new Dictionary<string, double> { ["q"] = q, ["learningRate"] = rate }));
}
