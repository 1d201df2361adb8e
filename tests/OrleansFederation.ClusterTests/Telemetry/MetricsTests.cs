using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Telemetry;

/// <summary>What <c>/metrics</c> of real silos says after a federation, an answer and a refusal; and that dashboards and alerts ask for nothing else.</summary>
public sealed class MetricsTests(PostgresServer postgres)
{
    // These labels may have any of few values; every other label of ours would be a leak of names or a flood of series.
    private static readonly string[] Labels = ["outcome", "code", "phase", "state", "kind", "site", "result", "status", "le", "name", "roles", "version", "otel_scope_name", "otel_scope_version", "otel_scope_schema_url"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_federation_is_seen_in_the_figures_of_its_silos()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var (coordinator, sites) = await RunAsync(cluster);

        var owner = await Scrape.OfAsync(coordinator.Http);

        Assert.Equal(2, owner.Sum("federation_rounds_total", "outcome", "committed"));
        Assert.Equal(0, owner.Sum("federation_rounds_total", "outcome", "failed"));
        Assert.Equal(2, owner.Sum("federation_round_duration_seconds_count"));
        Assert.Equal(2, owner.Sum("federation_round_phase_duration_seconds_count", "phase", "training"));
        Assert.Equal(6, owner.Sum("federation_round_clients_total", "state", "contributed"));
        Assert.Equal(0, owner.Sum("federation_rounds_running"));
        Assert.Equal(1, owner.Sum("federation_inference_requests_total", "outcome", "ok"));
        Assert.Equal(1, owner.Sum("federation_inference_requests_total", "outcome", "refused"));
        Assert.Equal(1, owner.Sum("federation_refusals_total", "code", FederationErrors.NotGranted.Code));
        Assert.Equal(3, owner.Sum("federation_silos", "status", "active"));
        Assert.Equal(1, owner.Sum("federation_site_silos", "site", "north"));
        Assert.Equal(1, owner.Sum("federation_database_reachable"));
        var north = await Scrape.OfAsync(sites[0].Http);
        Assert.Equal(4, north.Sum("federation_tasks_accepted_total", "kind", "train"));
        Assert.Equal(4, north.Sum("federation_tasks_finished_total", "kind", "train"));
        Assert.Equal(4, north.Sum("federation_task_duration_seconds_count", "kind", "train"));
        Assert.True(north.Sum("federation_aggregation_folded_bytes_total") > 0);
        Assert.True(north.Sum("federation_artifact_written_bytes_total") > 0);
    }

    [Fact]
    public async Task No_figure_names_a_client_a_person_a_model_or_a_federation()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var (coordinator, sites) = await RunAsync(cluster);

        foreach (var silo in (ChildSilo[])[coordinator, .. sites])
        {
            var ours = (await Scrape.OfAsync(silo.Http)).Labels.Where(label => label.Name.StartsWith("federation_", StringComparison.Ordinal)).ToArray();
            Assert.Empty(ours.Select(label => label.Label).Distinct().Except(Labels));
            Assert.DoesNotContain(ours, label => label.Value is "tiny" or "owner" or "stranger" || label.Value.StartsWith("tiny.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_figure_that_dashboards_and_alerts_ask_for_is_exported()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var (coordinator, sites) = await RunAsync(cluster);
        await FailAsync(cluster, coordinator);
        HashSet<string> exported = [CertificateTests.Figure, .. (await Scrape.OfAsync(coordinator.Http)).Names, .. (await Scrape.OfAsync(sites[0].Http)).Names];

        var wanted = Monitoring.Expressions().SelectMany(expression => Monitoring.MetricsOf(expression.Text).Select(metric => (expression.Place, metric))).ToArray();

        Assert.NotEmpty(wanted);
        Assert.Equal([], wanted.Where(pair => !exported.Contains(pair.metric)).Select(pair => $"{pair.Place}: {pair.metric}").ToArray());
    }

    [Fact]
    public async Task A_site_whose_silo_is_gone_is_a_zero_and_not_a_gap()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        var north = await cluster.StartSiteAsync("north", "north");
        await WaitForAsync(coordinator, scrape => scrape.Sum("federation_site_silos", "site", "north") == 1);

        await north.KillAsync();

        await WaitForAsync(coordinator, scrape => scrape.Labels.Contains(("federation_site_silos", "site", "north")) && scrape.Sum("federation_site_silos", "site", "north") == 0);
    }

    /// <summary>Runs a federation of two rounds over two sites, asks its model once, and is refused once.</summary>
    private static async Task<(ChildSilo Coordinator, ChildSilo[] Sites)> RunAsync(ChildCluster cluster)
    {
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        var sites = await Task.WhenAll(cluster.StartSiteAsync("north", "north"), cluster.StartSiteAsync("south", "south"));
        var client = await cluster.ConnectAsync("owner", coordinator);
        Assert.Empty((await client.StartAsync(TinySpecs.Sites(["north", "south"]), Cancel)).Problems);
        await foreach (var happened in client.WatchAsync("tiny", 0, Cancel))
        {
            Assert.NotEqual(FederationEventKind.Failed, happened.Kind);
        }

        await client.InferAsync("tiny", new(null, new float[28 * 28]), Cancel);
        var stranger = await cluster.ConnectAsync("stranger", coordinator);
        await Assert.ThrowsAsync<FederationException>(() => stranger.InferAsync("tiny", new(null, new float[28 * 28]), Cancel));
        return (coordinator, sites);
    }

    /// <summary>Runs a federation whose data does not exist: its first round fails.</summary>
    private static async Task FailAsync(ChildCluster cluster, ChildSilo coordinator)
    {
        var client = await cluster.ConnectAsync("owner", coordinator);
        var spec = TinySpecs.Sites(["north"], "lost", sampling: """{ "onError": "strict" }""")
            .Replace("\"format\": \"digits\", \"train\": 600, \"test\": 200", "\"format\": \"idx\", \"path\": \"missing\"", StringComparison.Ordinal);
        Assert.Empty((await client.StartAsync(spec, Cancel)).Problems);
        await foreach (var happened in client.WatchAsync("lost", 0, Cancel))
        {
            Assert.NotEqual(FederationEventKind.RoundCommitted, happened.Kind);
        }

        Assert.True((await Scrape.OfAsync(coordinator.Http)).Sum("federation_rounds_total", "outcome", "failed") >= 1);
    }

    private static async Task WaitForAsync(ChildSilo silo, Func<Scrape, bool> wanted)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(TimeSpan.FromSeconds(60));
        while (!wanted(await Scrape.OfAsync(silo.Http)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, bound.Token);
        }
    }
}
