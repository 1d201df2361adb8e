using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Catalog;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Hosting;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Fixtures;

/// <summary>An embedded silo over a state directory, with the verbs that tests speak in. The caller is <c>owner</c> unless a test says otherwise.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    public const string Owner = "owner";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly EmbeddedSilo _silo;

    private RunningSilo(EmbeddedSilo silo) => _silo = silo;

    public IGrainFactory Grains => _silo.Grains;

    public IServiceProvider Services => _silo.Services;

    /// <summary>Starts a silo. Not async itself: what an async method sets of its context, its caller does not see.</summary>
    public static Task<RunningSilo> StartAsync(StateDirectory state, Action<IServiceCollection>? configure = null, string? postgres = null)
    {
        PrincipalContext.Current = Owner;
        return OpenAsync(new(state.Path, postgres) { Configure = configure });
    }

    private static async Task<RunningSilo> OpenAsync(EmbeddedSiloOptions options) =>
        new(await EmbeddedSilo.StartAsync(options, TestContext.Current.CancellationToken));

    public IFederationGrain Federation(string name = "tiny") => Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name));

    public IModelGrain Model(string name = "tiny") => Grains.GetGrain<IModelGrain>(GrainKeys.Model(name));

    public IInferenceGrain Inference(string name = "tiny") => Grains.GetGrain<IInferenceGrain>(GrainKeys.Inference(name));

    public ICatalogGrain Catalog => Grains.GetGrain<ICatalogGrain>(GrainKeys.Catalog);

    /// <summary>Starts a spec and waits until its federation has ended in one way or another.</summary>
    public async Task<FederationView> RunAsync(string spec, string name = "tiny")
    {
        var started = await Federation(name).StartAsync(spec, TestContext.Current.CancellationToken);
        Assert.Empty(started.Problems);
        await WaitForEndAsync(name);
        return (await Federation(name).GetAsync())!;
    }

    /// <summary>Watches until the federation's terminal event.</summary>
    public async Task<IReadOnlyList<FederationEvent>> WaitForEndAsync(string name = "tiny")
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        List<FederationEvent> events = [];
        await foreach (var happened in Federation(name).WatchAsync(0, bound.Token).WithCancellation(bound.Token))
        {
            events.Add(happened);
        }

        return events;
    }

    /// <summary>Waits for the first event of a kind in a round or a later one.</summary>
    public async Task WaitForAsync(FederationEventKind kind, int round, string name = "tiny")
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        await foreach (var happened in Federation(name).WatchAsync(0, bound.Token).WithCancellation(bound.Token))
        {
            if (happened.Kind == kind && happened.Round >= round)
            {
                return;
            }
        }

        Assert.Fail($"{name} ended without {kind} in round {round}");
    }

    public Task<IReadOnlyList<RoundReport>> RoundsAsync(string name = "tiny") => Catalog.ListRoundsAsync(name);

    public Task<IReadOnlyList<VersionView>> VersionsAsync(string name = "tiny") => Model(name).ListVersionsAsync(100);

    /// <summary>The digests of the parameters of every version, from the first on.</summary>
    public async Task<string[]> DigestsAsync(string name = "tiny") =>
        [.. (await VersionsAsync(name)).OrderBy(version => version.Manifest.Version).Select(version => version.Manifest.Parameters.Digest)];

    public ValueTask DisposeAsync() => _silo.DisposeAsync();
}
