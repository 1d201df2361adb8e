using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

public sealed class FedNovaTests
{
    [Fact]
    public void Clients_that_take_as_many_steps_are_averaged() =>
        Assert.Equal(new FedAvg().Weigh(10, 30, 60), Weigh((10, 7), (30, 7), (60, 7)));

    [Fact]
    public void Each_client_counts_by_its_share_however_many_steps_it_took()
    {
        // p = 1/4, 3/4; steps 2 and 10, so that τ = 8; one unit of gradient moves the clients by 2 and 10 and the model by 8·(1/4 + 3/4).
        var weights = Weigh((10, 2), (30, 10));

        Assert.Equal([1, 0.6], weights.Select(weight => Math.Round(weight, 12)));
        Assert.Equal(8, weights[0] * 2 + weights[1] * 10, 1e-12);
    }

    [Fact]
    public void Where_gradients_differ_the_direction_is_that_of_the_global_objective()
    {
        // Gradients 1 and −1 of equal shares cancel, whatever the steps; plain averaging would lean to the second.
        var weights = Weigh((50, 1), (50, 9));

        Assert.Equal(0, weights[0] * 1 * 1 + weights[1] * 9 * -1, 1e-12);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(-3.0)]
    [InlineData(double.NaN)]
    public void A_receipt_without_steps_is_refused_with_FED3013(double? steps)
    {
        var refused = Assert.Throws<FederationException>(() => Weigh((1, 1), (1, steps)));

        Assert.Equal(("FED3013", "contributor 1"), (refused.Code, refused.Problems[0].Place));
    }

    [Theory]
    [InlineData("training.steps", "5", "training.steps")]
    [InlineData("model.layers", """[{ "conv2d": { "out": 2, "kernel": 3 } }, "batchnorm2d", "flatten", { "linear": 10 }]""", "aggregation")]
    public void What_it_cannot_help_or_could_spoil_is_refused_with_FED1009(string path, string json, string place)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("aggregation", "\"fednova\""), (path, json))).Problems);

        Assert.Equal(("FED1009", place), (problem.Code, problem.Place));
    }

    [Theory]
    [InlineData("\"fednova\"")]
    [InlineData("""{ "qfedavg": { "learningRate": 0.05 } }""")]
    [InlineData("""{ "qfedavg": { "q": 2, "learningRate": 0.05 } }""")]
    public void A_spec_names_it_and_its_canonical_form_reads_back(string json)
    {
        var document = SpecReader.Read(SpecSamples.With("aggregation", json)).OrThrow().Document;

        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
    }

    private static double[] Weigh(params (long Examples, double? Steps)[] clients) => new FedNova().Weigh(
        [.. clients.Select(client => new UpdateFigures(client.Examples) { LocalSteps = client.Steps })], new("fednova", new Dictionary<string, double>()));
}
