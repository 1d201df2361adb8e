using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Plugins;

/// <summary>Code of a site's own, from the spec to the figures.</summary>
public sealed class SamplePluginTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approved_plugin_trains_in_a_process_of_its_own()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var view = await silo.RunAsync(site.Spec(rounds: 2, extra: ", \"evaluation\": { \"fraction\": 1 }"));

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        var rounds = await silo.RoundsAsync();
        Assert.True(rounds[^1].Federated!.Accuracy > 0.9, $"accuracy {rounds[^1].Federated!.Accuracy}");
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Tasks));
    }
}
