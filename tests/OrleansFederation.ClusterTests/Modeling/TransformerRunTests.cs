using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Inference;

namespace OrleansFederation.Modeling;

/// <summary>A federation of the transformer template, from its spec to an answer.</summary>
public sealed class TransformerRunTests
{
    private const string Spec = """
        {
          "federation": "tiny",
          "seed": 7,
          "model": { "template": { "transformer": { "vocabulary": 12, "length": 16, "width": 16, "heads": 2, "depth": 1, "classes": 2 } }, "loss": "crossEntropy" },
          "data": { "format": "idx", "path": "/generated" },
          "clients": { "simulate": 3 },
          "rounds": 4,
          "training": { "optimizer": "adam", "learningRate": 0.01, "batchSize": 16, "epochs": 2 },
          "evaluation": { "central": "test" }
        }
        """;

    [Fact]
    public async Task A_transformer_learns_which_of_two_tokens_is_more_frequent_and_answers_so()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IDataSource>(_ => new TokenSource()));

        var federation = await silo.RunAsync(Spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var rounds = await silo.RoundsAsync();
        Assert.Equal(200, rounds[^1].Central!.Examples);
        Assert.InRange(rounds[^1].Central!.Accuracy!.Value, 0.85, 1);

        float[] sequence = [3, 3, 3, 3, 7, 3, 0, 1, 2, 3, 5, 6, 8, 9, 10, 11];
        var answer = await silo.Inference().InferAsync(new InferenceRequest(null, sequence), TestContext.Current.CancellationToken);
        Assert.True(answer.Outputs[0] > answer.Outputs[1], $"{answer.Outputs[0]} and {answer.Outputs[1]}");
        var outside = await Assert.ThrowsAsync<FederationException>(() => silo.Inference().InferAsync(new InferenceRequest(null, [.. sequence[..15], 12]), TestContext.Current.CancellationToken));
        Assert.StartsWith("FED6", outside.Problems[0].Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_give_the_same_bits()
    {
        Assert.Equal(await DigestsAsync(), await DigestsAsync());

        static Task<string[]> DigestsAsync() => FinishedRun.DigestsAsync(
            Spec.Replace("\"rounds\": 4", "\"rounds\": 1", StringComparison.Ordinal), services => services.Decorate<IDataSource>(_ => new TokenSource()));
    }
}
