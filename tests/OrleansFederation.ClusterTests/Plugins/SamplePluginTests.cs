using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Plugins;

/// <summary>Code of a site's own, from the spec to the figures.</summary>
public sealed class SamplePluginTests
{
    private const string Evaluated = ", \"evaluation\": { \"fraction\": 1 }";

    [Fact]
    public async Task Approved_data_trains_in_a_process_of_its_own_and_is_evaluated_there()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var view = await silo.RunAsync(site.Spec(rounds: 2, extra: Evaluated));

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        var last = (await silo.RoundsAsync())[^1].Federated!;
        Assert.True(last.Accuracy > 0.9, $"accuracy {last.Accuracy}");
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Tasks));
    }

    [Fact]
    public async Task Simulated_clients_divide_what_a_plugin_gives_whole()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var view = await silo.RunAsync($$"""
            {
              "federation": "tiny", "model": { "input": [4], "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
              "data": { "plugin": {{site.Plugin("blobs", """{ "train": 90 }""")}} }, "clients": { "simulate": 3 }, "rounds": 1,
              "evaluation": { "central": "test" }
            }
            """);

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        var round = (await silo.RoundsAsync())[^1];
        Assert.Equal([30L, 30L, 30L], round.Clients.Select(client => client.Examples));
        Assert.Equal(100, round.Central!.Examples);
    }

    [Fact]
    public async Task Declared_columns_of_a_plugin_are_preprocessed_as_those_of_files()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        string Client(string id, string options) => $$"""{ "id": "tiny.{{id}}", "site": "{{id}}", "data": { "plugin": {{site.Plugin("blobs", options)}}, "columns": [ { "a": "number" }, { "b": "number" }, { "c": "number" } ] } }""";
        var spec = $$"""
            {
              "federation": "tiny", "model": { "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
              "clients": [ {{Client("one", """{ "width": 3, "missing": 0.2, "shift": 5 }""")}}, {{Client("two", """{ "width": 3, "missing": 0.1, "shift": 5 }""")}} ], "rounds": 2,
              "training": { "optimizer": "adam", "learningRate": 0.1, "batchSize": 10, "epochs": 3 }, "evaluation": { "fraction": 1, "minimum": 2 }
            }
            """;

        var view = await silo.RunAsync(spec);

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        Assert.True((await silo.RoundsAsync())[^1].Federated!.Accuracy > 0.9);
        Assert.Contains("\"indicators\":true", view.Spec.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_another_width_than_declared_are_refused()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var spec = site.Spec(input: 2).Replace("\"site\": \"local\", \"data\": {", "\"site\": \"local\", \"data\": { \"columns\": [ { \"a\": \"number\" }, { \"b\": \"number\" } ],", StringComparison.Ordinal);

        var report = await silo.TrainAsync(spec);

        Assert.Equal(FederationErrors.ColumnsDiffer.Code, report.Failure!.Code);
    }

    [Fact]
    public async Task A_metric_sends_sums_that_merge_over_clients()
    {
        using var site = new SampleSite().Approve(kinds: [PluginKind.Metric]);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var view = await silo.RunAsync($$"""
            {
              "federation": "tiny", "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
              "data": { "format": "digits", "train": 200, "test": 100 }, "clients": { "simulate": 2 }, "rounds": 1,
              "evaluation": { "fraction": 1, "minimum": 2, "central": "test", "metrics": [ { "plugin": {{site.Plugin("cost", """{ "missed": 2 }""")}} } ] }
            }
            """);

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        var round = (await silo.RoundsAsync())[^1];
        Assert.Equal(["cost.mean", "cost.missed"], round.Central!.Own!.Select(sums => sums.Name));
        Assert.Equal(round.Central.Own!, round.Federated!.Own!);
        Assert.Equal(100, round.Federated.Own![0].Denominator);
    }

    [Fact]
    public async Task Preprocessing_and_loss_change_what_is_trained_the_same_way_each_time()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var squares = $", \"preprocessing\": {{ \"plugin\": {site.Plugin("squares")} }}";
        var focal = $$"""{ "plugin": {{site.Plugin("focal", """{ "gamma": 1.5 }""")}}, "as": "crossEntropy" }""";

        var plain = await silo.TrainAsync(site.Spec());
        var squared = await silo.TrainAsync(site.Spec(extra: squares, input: 8));
        var focused = await silo.TrainAsync(site.Spec(loss: focal));
        var again = await silo.TrainAsync(site.Spec(loss: focal));

        Assert.All([plain, squared, focused, again], report => Assert.True(report.Failure is null, report.Failure?.ToString()));
        Assert.NotEqual(plain.Update!.Length, squared.Update!.Length);
        Assert.NotEqual(plain.Update.Digest, focused.Update!.Digest);
        Assert.Equal(focused.Update.Digest, again.Update!.Digest);
        Assert.True(focused.Loss < plain.Loss, $"{focused.Loss} against {plain.Loss}");
    }

    [Fact]
    public async Task What_nobody_approved_is_refused_with_the_digest_to_approve()
    {
        using var site = new SampleSite();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var report = await silo.TrainAsync(site.Spec());

        Assert.Equal(FederationErrors.PluginNotApproved.Code, report.Failure!.Code);
        Assert.Contains(site.Digest, report.Failure.Cause, StringComparison.Ordinal);
        Assert.Contains($"fed plugin approve PATH --kind data --digest {site.Digest}", report.Failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_approved_for_something_else_is_refused()
    {
        using var site = new SampleSite().Approve(kinds: [PluginKind.Metric]);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var report = await silo.TrainAsync(site.Spec());

        Assert.Equal(FederationErrors.PluginNotApproved.Code, report.Failure!.Code);
        Assert.Contains("not for data", report.Failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_evaluation_would_be_refused_for_is_told_before_training_with_all_that_is_to_approve()
    {
        using var site = new SampleSite().Approve(kinds: [PluginKind.Loss]);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var report = await silo.TrainAsync(site.Spec(extra: $$""", "evaluation": { "fraction": 1, "metrics": [ { "plugin": {{site.Plugin("cost")}} } ] }"""));

        Assert.Equal(FederationErrors.PluginNotApproved.Code, report.Failure!.Code);
        Assert.Contains("not for data, metric", report.Failure.Cause, StringComparison.Ordinal);
        Assert.Contains("--kind loss data metric", report.Failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OrleansFederation.SamplePlugin.dll")]
    [InlineData("OrleansFederation.SamplePlugin.deps.json")]
    public async Task One_byte_more_in_any_file_is_refused(string file)
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        await File.AppendAllTextAsync(Path.Combine(site.Files, file), " ", TestContext.Current.CancellationToken);

        var report = await silo.TrainAsync(site.Spec());

        Assert.Equal(FederationErrors.PluginChanged.Code, report.Failure!.Code);
        Assert.Contains(PluginFolder.Digest(site.Files), report.Failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Files, report.Failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_revoked_between_two_rounds_does_not_run_in_the_second()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        await silo.Federation().StartAsync(site.Spec(rounds: 500), TestContext.Current.CancellationToken);
        await silo.WaitForAsync(FederationEventKind.RoundCommitted, 1);
        site.Approvals.Revoke(site.Digest);
        await silo.WaitForEndAsync();

        var view = (await silo.Federation().GetAsync())!;
        Assert.Equal(FederationStatus.Failed, view.Status);
        Assert.Contains(FederationErrors.PluginNotApproved.Code, (await silo.RoundsAsync())[^1].Clients.Single().Failure!.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_names_and_files_that_cannot_be_read_are_told()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var unnamed = await silo.TrainAsync(site.Spec("bobs"));
        File.WriteAllText(site.Approvals.Location, """{ "plugins": [ { "digest": "sha256:12", "path": "there", "kinds": ["all"], "limits": { "memory": "much" }, "extra": 1 } ] }""");
        var malformed = await silo.TrainAsync(site.Spec());

        Assert.Equal(FederationErrors.PluginUnusable.Code, unnamed.Failure!.Code);
        Assert.Contains("blobs", unnamed.Failure.Remedy, StringComparison.Ordinal);
        Assert.Equal(FederationErrors.ApprovalsMalformed.Code, malformed.Failure!.Code);
    }

    [Fact]
    public async Task A_silo_itself_loads_no_plugin()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var spec = SpecReader.Read(site.Spec()).OrThrow().Spec;

        var refused = await Assert.ThrowsAsync<FederationException>(() => silo.Services.GetRequiredService<IDataSource>().OpenAsync(spec, DataPart.Train, 0, TestContext.Current.CancellationToken));

        Assert.Equal(FederationErrors.PluginOutside.Code, refused.Code);
    }
}
