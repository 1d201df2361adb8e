using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OrleansFederation.Connections;
using OrleansFederation.Federations;
using OrleansFederation.Identity;
using OrleansFederation.Naming;
using OrleansFederation.Storage;

namespace OrleansFederation.Artifacts;

/// <summary>
/// A model of 1 GB through a round of eight clients at two sites, without training: one coordinator and two sites as processes, artifacts in
/// Postgres and over HTTP. What counts is the coordinator's memory above idle.
/// </summary>
internal sealed class BigModelBenchmark : IBenchmark
{
    private const int Clients = 8;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RoundWithin = TimeSpan.FromMinutes(30);

    public string Name => "bigmodel";

    public string Description => "The coordinator's memory above idle while a 1 GB model passes through a round of eight clients; needs 20 GB of disk and 10 GB of memory";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var (database, absence) = await BenchmarkPostgres.StartAsync(cancellationToken);
        if (database is null)
        {
            await output.WriteLineAsync($"  not measured: {absence}");
            return;
        }

        await using (database)
        {
            await RunAsync(database.ConnectionString, output, cancellationToken);
        }
    }

    private static async Task RunAsync(string postgres, TextWriter output, CancellationToken cancellationToken)
    {
        var outputs = Environment.GetEnvironmentVariable("FED_BIGMODEL_OUTPUTS") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 342_000;
        await FederationStorage.MigrateAsync(postgres, null, TimeProvider.System, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("fed-bigmodel-").FullName;
        var name = FormattableString.Invariant($"bigmodel-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}");
        using var issuer = KeyFile.Create(Path.Combine(folder, "issuer.pem"));
        (string, string)[] identity =
        [
            ("Identity:ClusterSecret", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))), ("Identity:KeyFile", Path.Combine(folder, "issuer.pem.pub")),
            ("Artifacts:Credential", Path.Combine(folder, "site.token")),
        ];
        await File.WriteAllTextAsync(Path.Combine(folder, "site.token"), Token(issuer, name, "sites", Roles.Site, "north"), cancellationToken);
        try
        {
            await using var coordinator = new BigModelProcess("coordinator", folder, postgres, name, identity);
            await coordinator.StartAsync(cancellationToken);
            await using var north = new BigModelProcess("north", folder, postgres, name, [("Silo:Roles", "site"), ("Silo:Sites", "north"), ("Artifacts:Url", coordinator.Url), .. identity]);
            await using var south = new BigModelProcess("south", folder, postgres, name, [("Silo:Roles", "site"), ("Silo:Sites", "south"), ("Artifacts:Url", coordinator.Url), .. identity]);
            await Task.WhenAll(north.StartAsync(cancellationToken), south.StartAsync(cancellationToken));
            await using var connection = await ClusterConnection.ConnectAsync(new([coordinator.Gateway]) { Cluster = name }, ConnectWithin, cancellationToken: cancellationToken);

            TokenContext.Current = Token(issuer, name, "benchmark", Roles.Operator, null);
            var idle = coordinator.ResidentMegabytes("VmRSS");
            var seconds = await RoundAsync(connection, name, Spec(name, outputs), cancellationToken);
            var peak = coordinator.ResidentMegabytes("VmHWM");
            Report.Figure(output, "parameters", $"{785.0 * outputs * sizeof(float) / (1 << 20):0} MB, {Clients} clients at two sites");
            Report.Figure(output, "from the spec to the committed round", $"{seconds:0} s");
            Report.Figure(output, "coordinator, idle", $"{idle:0} MB resident");
            Report.Figure(output, "coordinator, peak above idle", $"{peak - idle:0} MB (goal under 300)");
            Report.Figure(output, "sites, peak", $"{north.ResidentMegabytes("VmHWM"):0} and {south.ResidentMegabytes("VmHWM"):0} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One layer of 784 × outputs and its bias.</summary>
    private static string Spec(string name, int outputs) => $$"""
        {
          "federation": "{{name}}",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": { "out": {{outputs}} } }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 80, "test": 30 },
          "clients": { "simulate": {{Clients}}, "sites": ["north", "south"] },
          "rounds": 1,
          "sampling": { "deadline": "30m" },
          "evaluation": { "central": "none" },
          "retention": { "last": 1 }
        }
        """;

    private static string Token(ECDsa issuer, string cluster, string name, Roles roles, string? site) =>
        TokenIssuer.Issue(issuer, cluster, name, roles, site, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));

    private static async Task<double> RoundAsync(ClusterConnection connection, string name, string spec, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(RoundWithin);
        var federation = connection.Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name));
        var began = Stopwatch.GetTimestamp();
        var result = await StartAsync(federation, spec, bound.Token);
        if (result.Problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, result.Problems));
        }

        await foreach (var happened in federation.WatchAsync(0, bound.Token).WithBatchSize(1).WithCancellation(bound.Token))
        {
            if (happened.Problem is { } problem)
            {
                throw new InvalidOperationException(problem.ToString());
            }

            if (happened.Kind == FederationEventKind.RoundCommitted)
            {
                break;
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Making the first parameters may take longer than a call; the same call again takes up what it did.</summary>
    private static async Task<StartResult> StartAsync(IFederationGrain federation, string spec, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await federation.StartAsync(spec, cancellationToken);
            }
            catch (TimeoutException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
