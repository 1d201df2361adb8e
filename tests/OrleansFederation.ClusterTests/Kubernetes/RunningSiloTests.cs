using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Kubernetes;

/// <summary>Silos started with the environment of their manifests: that they serve what the manifests ask them for.</summary>
public sealed class RunningSiloTests(PostgresServer postgres)
{
    // Where the database is, and ports that are free on this machine, are the test's.
    private static readonly string[] OfTheTest = ["FED_POSTGRES", "FED_SILO__SILOPORT", "FED_SILO__HTTPPORT", "FED_SILO__NAME", "FED_IDENTITY__CLUSTERSECRETFILE", "FED_IDENTITY__KEYFILE"];
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_serve_the_probes_the_ports_and_the_metric_of_their_manifests()
    {
        var resources = Overlays.Render("development");
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var deployment = ManifestTests.Silos(resources).Single(silo => silo.Kind == "Deployment");
        var set = ManifestTests.Silos(resources).First(silo => silo.Kind == "StatefulSet");
        var coordinator = await cluster.StartCoordinatorAsync("coordinator-1", Variables(deployment, resources, keepGateway: false));
        var site = await cluster.StartSiteAsync("site-north-0", "north", Variables(set, resources, keepGateway: true));

        using var http = new HttpClient { Timeout = Bound };
        foreach (var (workload, silo) in ((Resource, ChildSilo)[])[(deployment, coordinator), (set, site)])
        {
            Dictionary<string, int> served = new() { ["silo"] = silo.SiloPort, ["gateway"] = silo.GatewayPort, ["http"] = silo.HttpPort };
            Assert.All(ManifestTests.Ports(workload).Keys, port => Assert.True(Answers(served[port]), $"{workload}: nothing listens at {port}\n{silo.Log}"));
            var container = workload.Containers.Single();
            foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
            {
                var get = (JsonObject)container[probe]!["httpGet"]!;
                Assert.Equal("http", Resource.Text(get["port"]));
                using var answer = await http.GetAsync(new Uri(silo.Http, Resource.Text(get["path"])), Cancel);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{workload} {probe}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
            }
        }

        // Clients enter by coordinators only.
        Assert.False(Answers(site.GatewayPort));

        var metrics = await http.GetStringAsync(new Uri(coordinator.Http, Resource.Text(deployment.PodTemplate!["metadata"]!["annotations"]!["prometheus.io/path"])), Cancel);
        var scaler = Overlays.Render("production").Single(resource => resource.Kind == "HorizontalPodAutoscaler");
        Assert.All(Resource.List(scaler.Tree["spec"]!["metrics"]), metric => Assert.Contains(
            metrics.Split('\n'), line => line.StartsWith(Resource.Text(metric["pods"]!["metric"]!["name"]), StringComparison.Ordinal)));
    }

    private static (string Key, string Value)[] Variables(Resource workload, IReadOnlyList<Resource> resources, bool keepGateway) =>
        [.. SiloEnvironment.Of(workload.Containers.Single(), resources, "pod-0", "127.0.0.1")
            .Where(pair => !OfTheTest.Contains(pair.Key) && (keepGateway || pair.Key != "FED_SILO__GATEWAYPORT"))
            .Select(pair => (pair.Key, pair.Value))];

    private static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }
}
