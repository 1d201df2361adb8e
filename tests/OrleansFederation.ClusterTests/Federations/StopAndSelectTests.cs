using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Federations that end before their last round, name their best version, and hold back versions that are worse.</summary>
public sealed class StopAndSelectTests
{
    [Fact]
    public async Task A_federation_ends_at_its_target_and_its_best_version_has_the_alias()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 50, extra: """, "stop": { "target": 0.3 } """));

        Assert.Equal(FederationStatus.Finished, federation.Status);
        Assert.InRange(federation.Round, 1, 49);
        Assert.EndsWith("and 0.3 was the target", federation.StopReason, StringComparison.Ordinal);
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.Equal(federation.BestVersion, await silo.Model().ResolveAsync("best", TestContext.Current.CancellationToken));
        Assert.Equal(federation.Round, federation.BestVersion);
        Assert.Equal(federation.StopReason, (await silo.WaitForEndAsync())[^1].Reason);
    }

    [Fact]
    public async Task Without_a_better_version_patience_ends_it_and_the_best_stays_the_best()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        // No version is better than the first by all of the scale.
        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 9, extra: """, "stop": { "patience": 2, "improvement": 1 } """));

        Assert.Equal((FederationStatus.Finished, 3, 1), (federation.Status, federation.Round, federation.BestVersion));
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.Equal(1, await silo.Model().ResolveAsync("best", TestContext.Current.CancellationToken));
        Assert.Equal(3, await silo.Model().ResolveAsync(null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_version_that_is_worse_is_recorded_and_the_next_round_starts_from_its_parent()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new SpoilingTrainer(real)));

        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 4, extra: """, "gate": { "metric": "loss", "worse": 0.1 }, "server": "momentum" """));

        Assert.Equal((FederationStatus.Finished, 4, 4), (federation.Status, federation.Round, federation.Version));
        var versions = (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Version).ToList();
        Assert.Equal([null, null, versions[2].HeldBack, null], versions.Select(manifest => manifest.HeldBack));
        Assert.Contains("of v2 by more than 0.1", versions[2].HeldBack, StringComparison.Ordinal);
        Assert.Equal([[], [1], [2], [2]], versions.Select(manifest => manifest.Parents));
        Assert.Equal(versions[2].BaseDigest, versions[3].BaseDigest);
        Assert.Equal(versions[2].HeldBack, (await silo.RoundsAsync())[2].HeldBack);
    }

    [Fact]
    public async Task Whoever_names_no_version_gets_the_latest_that_is_promoted()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new SpoilingTrainer(real)));

        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 3, extra: """, "gate": { "metric": "loss", "worse": 0.1 } """));

        Assert.Equal((3, 2), (federation.Round, federation.Version));
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.Equal(2, await silo.Model().ResolveAsync(null, TestContext.Current.CancellationToken));
        Assert.Equal(3, await silo.Model().ResolveAsync("v3", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_may_train_a_model_but_not_manage_it_moves_none_of_its_aliases()
    {
        using var state = new StateDirectory();
        RunningSilo? running = null;
        await using var silo = running = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new RevokingTrainer(real, () => running!)));
        await silo.RunAsync(TinySpecs.Digits(rounds: 1));
        var spec = TinySpecs.Digits("bobs", rounds: 1, extra: """, "stop": { "alias": "production" } """).Replace("\"model\": {", "\"model\": { \"name\": \"tiny\",", StringComparison.Ordinal);

        await GiveAsync(silo, GrantScopes.Train);
        PrincipalContext.Current = "bob";
        var refused = await silo.Federation("bobs").StartAsync(spec, Cancel);
        Assert.Equal((FederationErrors.NotGranted.Code, "stop.alias"), Assert.Single(refused.Problems) is var problem ? (problem.Code, problem.Place) : default);

        // What he may when it starts is taken away while its only round trains.
        await GiveAsync(silo, GrantScopes.Train | GrantScopes.Manage);
        PrincipalContext.Current = "bob";
        var federation = await silo.RunAsync(spec, "bobs");

        Assert.Equal((FederationStatus.Finished, 2), (federation.Status, federation.Version));
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.Empty((await silo.Model().GetAsync(Cancel)).Aliases);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task GiveAsync(RunningSilo silo, GrantScopes scopes)
    {
        PrincipalContext.Current = RunningSilo.Owner;
        await silo.Grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant("tiny", "bob")).GiveAsync("tiny", "bob", scopes, null, Cancel);
    }

    /// <summary>Leaves bob nothing but the right to train, while a client of his federation trains.</summary>
    private sealed class RevokingTrainer(IModelTrainer real, Func<RunningSilo> silo) : IModelTrainer
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            if (request.Spec.Name == "bobs")
            {
                await GiveAsync(silo(), GrantScopes.Train);
            }

            return await real.TrainAsync(request, progress, cancellationToken);
        }
    }

    /// <summary>Sends updates of the third round the other way, and far.</summary>
    private sealed class SpoilingTrainer(IModelTrainer real) : IModelTrainer
    {
        private int _calls;

        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var result = await real.TrainAsync(request, progress, cancellationToken);
            return Interlocked.Increment(ref _calls) is > 6 and <= 9 ? result with { Update = [.. result.Update.Select(value => -40 * value)] } : result;
        }
    }
}
