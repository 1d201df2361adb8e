using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Sites whose sums or receipts are not what they say: their clients are refused, and the round goes on with the others.</summary>
public sealed class LyingSiteTests
{
    private const string Dynamic = """{ "minimum": 2, "onError": "dynamic" }""";

    /// <summary>The sites take turns, so that these are the south's.</summary>
    private static readonly string[] South = ["tiny.1", "tiny.3"];

    [Theory]
    [InlineData("""{ "normbounded": 0.2 }""")]
    [InlineData("""{ "normbounded": 1000 }""")]
    [InlineData("""{ "adaptiveclipping": {} }""")]
    public Task A_sum_that_is_longer_than_its_receipts_allow_is_refused(string rule) =>
        RefusesTheSouthAsync(rule, Sums(numbers => TensorPrimitives.Multiply(numbers, 1.5f, numbers)), "its sum has the norm ");

    [Theory]
    [InlineData("\"fedavg\"")]
    [InlineData("""{ "normbounded": 0.2 }""")]
    public Task A_sum_with_a_number_that_is_not_finite_is_refused(string rule) =>
        RefusesTheSouthAsync(rule, Sums(numbers => numbers[7] = float.NaN), "its sum has numbers that are not finite");

    [Fact]
    public Task A_sum_of_another_length_is_refused() =>
        RefusesTheSouthAsync("\"fedavg\"", Store((site, key, content) => IsSum(site, key) ? content[..^4].ToArray() : null), "its sum has ");

    [Fact]
    public async Task A_sum_is_taken_as_it_is_where_it_keeps_to_the_bound()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, Sums(numbers => TensorPrimitives.Multiply(numbers, 0.9f, numbers)));

        var federation = await silo.RunAsync(Spec("""{ "normbounded": 0.2 }""", Dynamic));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.RoundsAsync(), round => Assert.Equal(4, round.Contributed));
    }

    [Fact]
    public async Task A_strict_round_fails_and_names_the_site()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, Sums(numbers => TensorPrimitives.Multiply(numbers, 1.5f, numbers)));

        var federation = await silo.RunAsync(Spec("""{ "normbounded": 0.2 }""", "{}"));

        Assert.Equal((FederationStatus.Failed, FederationErrors.UpdateMismatch.Code, "the answers of site south"), (federation.Status, federation.Failure!.Code, federation.Failure.Place));
    }

    [Theory]
    [InlineData("\"fedavg\"")]
    [InlineData("\"median\"")]
    public Task A_site_that_refuses_what_is_not_its_own_is_refused_itself(string rule) => RefusesTheSouthAsync(
        rule,
        Store(static (_, _, _) => null, (site, key) =>
        {
            if (site == "south" && key.Kind == TaskKind.Train)
            {
                throw FederationErrors.UpdateMismatch.Exception(RefusedUpdate.PlaceOf("tiny.0"), "the south says so");
            }
        }),
        "it refuses what is not its own");

    [Theory]
    [InlineData("\"aggregation\": { \"normbounded\": 0.2 }", "the answers of site south")]
    [InlineData("\"aggregation\": { \"krum\": { \"byzantine\": 1 } }", "the update of client tiny.1")]
    [InlineData("\"aggregation\": { \"geometricmedian\": {} }", "the update of client tiny.1")]
    [InlineData("\"defence\": { \"scores\": [\"norm\"] }", "the update of client tiny.1")]
    [InlineData("\"clusters\": { \"similarity\": 2, \"after\": 1 }", "the update of client tiny.1")]
    public async Task A_receipt_that_understates_the_norm_is_found_out(string section, string place)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new UnderstatingTrainer(real)));
        var refused = place == "the answers of site south" ? 4 : 1;
        var spec = TinySpecs.Sites(["north", "south"], sampling: $$"""{ "minimum": {{8 - refused}}, "onError": "dynamic" }""", clients: 8)
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [70, 100, 70, 70, 70, 70, 70, 70] }", StringComparison.Ordinal)
            .Replace("\"evaluation\": { \"fraction\": 0.5, \"minimum\": 2, \"central\": \"test\", \"site\": \"north\" }", $"\"evaluation\": {{ \"fraction\": 0.5, \"minimum\": 2 }}, {section}", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var first = (await silo.RoundsAsync())[0];
        Assert.Equal(place, first.Clients.Single(client => client.Client == "tiny.1").Failure?.Place);
        Assert.Equal(refused, first.Clients.Count(client => client.State == ParticipantState.Failed));
    }

    [Theory]
    [InlineData("tiny.0")]
    [InlineData("nobody")]
    public Task A_site_that_misses_what_is_not_its_own_is_refused_itself(string missed) =>
        RefusesTheSouthAsync("\"fedavg\"", services => services.AddSingleton<IIncomingGrainCallFilter>(new MissingOthers(missed)), "it misses updates that it was not asked to fold");

    private static async Task RefusesTheSouthAsync(string rule, Action<IServiceCollection> configure, string cause)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, configure);

        var federation = await silo.RunAsync(Spec(rule, Dynamic));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.VersionsAsync(), version => Assert.Equal(["tiny.0", "tiny.2"], version.Manifest.Contributors.Select(contributor => contributor.Client)));
        Assert.All(await silo.RoundsAsync(), round =>
        {
            var failed = round.Clients.Where(client => client.State == ParticipantState.Failed).ToArray();
            Assert.Equal(South, failed.Select(client => client.Client));
            Assert.All(failed, client => Assert.Equal((FederationErrors.UpdateMismatch.Code, "the answers of site south"), (client.Failure!.Code, client.Failure.Place)));
            Assert.All(failed, client => Assert.StartsWith(cause, client.Failure!.Cause, StringComparison.Ordinal));
        });
    }

    private static string Spec(string rule, string sampling) =>
        TinySpecs.Sites(["north", "south"], sampling: sampling, clients: 4).TrimEnd()[..^1] + $", \"aggregation\": {rule} }}";

    private static bool IsSum(string site, TaskKey key) => site == "south" && key is { Kind: TaskKind.Train, Attempt: < 0 };

    private static Action<IServiceCollection> Sums(Action<float[]> lie) => Store((site, key, content) =>
    {
        if (!IsSum(site, key))
        {
            return null;
        }

        var numbers = MemoryMarshal.Cast<byte, float>(content.Span).ToArray();
        lie(numbers);
        return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    });

    private static Action<IServiceCollection> Store(Func<string, TaskKey, ReadOnlyMemory<byte>, byte[]?> scribble, Action<string, TaskKey>? look = null) =>
        services => services.Decorate<IUpdateStore>(real => new ScribblingUpdateStore(real, scribble, look));

    /// <summary>Has the south say that an update is lost, twice, whatever it folded.</summary>
    private sealed class MissingOthers(string client) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.Result is FoldResult && context.TargetId.Key.ToString()!.StartsWith("south", StringComparison.Ordinal))
            {
                context.Result = new FoldResult(null, [client, client]);
            }
        }
    }

    /// <summary>Trains, and tells of the client with 100 examples a tenth of its update's norm.</summary>
    private sealed class UnderstatingTrainer(IModelTrainer real) : IModelTrainer
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var result = await real.TrainAsync(request, progress, cancellationToken);
            return request.Data.Count == 100 ? result with { Norm = result.Norm / 10 } : result;
        }
    }
}
