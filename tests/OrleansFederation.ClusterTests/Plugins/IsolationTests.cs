using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Plugins;

/// <summary>The process of a task beside the silo that it belongs to.</summary>
public sealed class IsolationTests(PostgresServer postgres)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_gives_the_same_bits_in_a_process_of_its_own_as_in_the_silo()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var (spec, document) = SpecReader.Read(TinySpecs.Digits()).OrThrow();
        var start = await silo.WriteZerosAsync(spec);
        TrainingOrder order = new(new(TaskKind.Train, "tiny", 1, "tiny.0", 1), document, 0, "local", start);

        var inside = await silo.DoAsync(order);
        var apart = await silo.DoAsync(order with { Key = order.Key with { Attempt = 2 } }, apart: site);

        Assert.Null(inside.Failure);
        Assert.Equal((inside.Update, inside.Loss, inside.Examples), (apart.Update, apart.Loss, apart.Examples));
        Assert.NotNull(await silo.Services.GetRequiredService<IUpdateStore>().ReadAsync("local", apart.Key, apart.Update!, Cancel));
    }

    [Fact]
    public async Task A_client_goes_on_in_a_process_of_its_own_from_what_it_kept_in_the_silo_and_the_other_way_round()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var (spec, document) = SpecReader.Read(TinySpecs.Digits(extra: ", \"filters\": [\"int4\"]")).OrThrow();
        var start = await silo.WriteZerosAsync(spec);
        Task<TaskReport> DoAsync(string client, int round, string? before, bool apart) => silo.DoAsync(
            new(new(TaskKind.Train, "tiny", round, client, 1), document, 0, "local", start) { StateRound = before is null ? 0 : round - 1, StateUpdate = before }, apart ? site : null);

        var (one, other) = (await DoAsync("tiny.0", 1, null, apart: false), await DoAsync("tiny.1", 1, null, apart: true));
        Assert.Equal(one.Update, other.Update);
        var (second, again) = (await DoAsync("tiny.0", 2, one.Update!.Digest, apart: true), await DoAsync("tiny.1", 2, other.Update!.Digest, apart: false));
        var alone = await DoAsync("tiny.2", 2, null, apart: false);

        Assert.Equal((null, null, second.Update), (second.Failure, again.Failure, again.Update));
        Assert.NotEqual(alone.Update, second.Update);
        var lost = await Assert.ThrowsAsync<FederationException>(() => DoAsync("tiny.3", 2, one.Update.Digest, apart: true));
        Assert.Equal(FederationErrors.ClientStateLost.Code, lost.Code);
    }

    [Fact]
    public async Task The_process_of_a_task_dies_with_its_silo_and_its_folder_is_swept_by_the_next()
    {
        using var site = new SampleSite().Approve();
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        (string, string)[] settings = [("FED_ISOLATION__APPROVALS", site.Approvals.Location), ("FED_ISOLATION__FOLDER", site.Tasks)];
        var west = await cluster.StartSiteAsync("west", "west", settings);
        var client = await cluster.ConnectAsync("owner", coordinator);
        await client.StartAsync(site.Spec("unruly", """{ "does": "spawn" }""").Replace("\"local\"", "\"west\"", StringComparison.Ordinal), Cancel);
        var workers = await ChildrenAsync(west.ProcessId, "OrleansFederation.Silo");
        var spawned = await ChildrenAsync(workers.Single().Id, "sleep");

        await west.KillAsync();

        using var bound = new CancellationTokenSource(Bound);
        foreach (var process in workers.Concat(spawned))
        {
            await process.WaitForExitAsync(bound.Token);
        }

        Assert.NotEmpty(Directory.EnumerateDirectories(site.Tasks));
        await client.StopAsync("tiny", Cancel);
        using var state = new StateDirectory();
        await using var next = await RunningSilo.StartAsync(state, site.Configure);
        Assert.Null((await next.TrainAsync(site.Spec())).Failure);
        Assert.Empty(Directory.EnumerateDirectories(site.Tasks));
    }

    private static async Task<List<Process>> ChildrenAsync(int parent, string name)
    {
        using var bound = new CancellationTokenSource(Bound);
        var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(bound.Token))
        {
            var children = Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{parent}/task")).SelectMany(Of).ToList();
            List<Process> named = [.. children.Select(id => Process.GetProcessById(id)).Where(process => name.StartsWith(process.ProcessName, StringComparison.Ordinal))];
            if (named.Count > 0)
            {
                return named;
            }
        }

        return [];

        static IEnumerable<int> Of(string thread) =>
            File.Exists($"{thread}/children") ? File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)) : [];
    }
}
