using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Identity;
using OrleansFederation.Registry;

namespace OrleansFederation.Modeling;

/// <summary>Processes of a cluster: a program reaches sites by its digest, and a version made elsewhere reaches the coordinator in pieces.</summary>
public sealed class ProgramClusterTests(PostgresServer server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_trains_at_sites_that_approve_it_and_a_version_made_elsewhere_joins_what_it_made()
    {
        using var folder = new TemporaryFolder();
        var digest = ProgramRunTests.Digest("scripted.pt");
        await File.WriteAllTextAsync(folder["approvals.json"], $$"""{ "plugins": [ { "digest": "{{digest}}", "kinds": ["model"] } ] }""", Cancel);
        await using var cluster = await ChildCluster.CreateAsync(server);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator", ("FED_APPROVALS", folder["approvals.json"]));
        var north = await cluster.StartSiteAsync("north", "north", ("FED_APPROVALS", folder["approvals.json"]));
        var south = await cluster.StartSiteAsync("south", "south", ("FED_APPROVALS", folder["none.json"]));
        var client = await cluster.ConnectAsync("ada", coordinator);

        var refused = await RunAsync(client, Spec("refused", "north", "south"));
        var trained = await RunAsync(client, Spec("trained", "north", "north"));

        Assert.Equal(FederationStatus.Failed, refused.Status);
        Assert.Contains(digest, $"{refused.Failure!.Cause} {refused.Failure.Remedy}", StringComparison.Ordinal);
        Assert.True(trained.Status == FederationStatus.Finished, $"{trained.Failure} {coordinator.Tail(20)} {north.Tail(20)} {south.Tail(5)}");
        await client.DownloadAsync("trained", 2, ArtifactKind.Safetensors, folder["v2.safetensors"], Cancel);
        var request = new RegistrationRequest { Model = "trained", Parameters = await FederationClient.DescribeAsync(folder["v2.safetensors"], Cancel), LikeModel = "trained", LikeVersion = 2, Parents = [2] };
        var registered = await client.RegisterAsync(request, folder["v2.safetensors"], cancellationToken: Cancel);
        Assert.Equal((3, "ada"), (registered.Version, registered.Registration!.By));
        Assert.Equal((await client.GetVersionAsync("trained", 2, Cancel)).Manifest.Onnx, registered.Onnx);
        Assert.Equal(registered.Version, (await client.RegisterAsync(request, folder["v2.safetensors"], cancellationToken: Cancel)).Version);
        var consumer = await cluster.ConnectAsync("eve", Roles.Consumer, coordinator);
        Assert.Equal("FED4009", (await Assert.ThrowsAsync<FederationException>(() => consumer.RegisterAsync(request, folder["v2.safetensors"], cancellationToken: Cancel))).Code);
    }

    private static string Spec(string name, string first, string second) => ProgramRunTests.Spec()
        .Replace("\"federation\": \"tiny\"", $"\"federation\": \"{name}\"", StringComparison.Ordinal)
        .Replace("\"simulate\": 2", $"\"simulate\": 2, \"sites\": [{(first == second ? $"\"{first}\"" : $"\"{first}\", \"{second}\"")}]", StringComparison.Ordinal)
        .Replace("\"central\": \"test\"", $"\"central\": \"test\", \"site\": \"{first}\"", StringComparison.Ordinal);

    private static async Task<FederationView> RunAsync(FederationClient client, string spec)
    {
        var started = await client.StartAsync(spec, Cancel);
        Assert.Empty(started.Problems);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Bound);
        await foreach (var _ in client.WatchAsync(started.Federation!.Name, 0, bound.Token))
        {
        }

        return await client.GetFederationAsync(started.Federation.Name, Cancel);
    }
}
