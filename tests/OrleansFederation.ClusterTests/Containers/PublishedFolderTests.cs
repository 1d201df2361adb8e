using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OrleansFederation.Connections;
using OrleansFederation.Fixtures;
using OrleansFederation.Identity;

namespace OrleansFederation.Containers;

/// <summary>
/// What the image holds, without an engine to build it: the folder that the Dockerfile's own commands publish, run from a read-only
/// root by a user who is nobody.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PublishedFolderTests(PostgresServer postgres)
{
    private const string Ready = "Application started";

    private static readonly TimeSpan PublishWithin = TimeSpan.FromMinutes(8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_federation_trains_in_what_the_Dockerfile_publishes_read_only_and_as_another_user()
    {
        Assert.SkipWhen(ReadOnlyProcess.Absence is not null, ReadOnlyProcess.Absence ?? "");
        var database = await postgres.CreateDatabaseAsync();
        var siteRole = new NpgsqlConnectionStringBuilder(database).Database + "_site";
        await ExecuteAsync(database, $"create role {siteRole} login");
        using var folder = new TemporaryFolder();
        Open(folder.Path);
        var app = folder["app"];
        await PublishAsync(app);
        AssertNativesNeedOnlyWhatTheBaseHas(app);
        var (shared, temporary) = (Writable(folder["shared"]), Writable(folder["temporary"]));
        var file = ContainerFile.Read();
        var (silo, fed) = (Program(file["silo"], app), Program(file["console"], app));

        var (migrated, said) = await ReadOnlyProcess.RunAsync(
            shared, temporary, new Dictionary<string, string> { ["FED_POSTGRES"] = database }, [.. fed, "silo", "migrate", "--site-role", siteRole]);
        Assert.True(migrated == 0, said);

        using var issuer = KeyFile.Create(Path.Combine(temporary, "issuer.pem"));
        var token = TokenIssuer.Issue(issuer, ClusterAddress.DefaultName, "owner", Roles.Operator, null, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        var (state, gateway, http) = (Writable(folder["volume"]), FreePort, FreePort);
        var credential = Path.Combine(temporary, "site.token");
        await File.WriteAllTextAsync(
            credential, TokenIssuer.Issue(issuer, ClusterAddress.DefaultName, "north", Roles.Site, "north", TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1)), Cancel);
        Directory.CreateDirectory(Path.Combine(state, "lost+found"));
        await using var coordinator = ReadOnlyProcess.Start(state, temporary, Environment(
            state, database, ("FED_SILO__NAME", "coordinator-1"), ("FED_SILO__ROLES", "coordinator"), ("FED_SILO__GATEWAYPORT", gateway), ("FED_SILO__HTTPPORT", http)), silo, Ready);
        await using var site = ReadOnlyProcess.Start(shared, temporary, Environment(
            shared, new NpgsqlConnectionStringBuilder(database) { Username = siteRole }.ConnectionString,
            ("FED_SILO__NAME", "site-0"), ("FED_SILO__ROLES", "site"), ("FED_SILO__SITES", "north,south"), ("FED_SILO__GATEWAYPORT", "0"),
            ("FED_SILO__HTTPPORT", FreePort), ("FED_ARTIFACTS__URL", "http://127.0.0.1:" + http), ("FED_ARTIFACTS__CREDENTIAL", credential)), silo, Ready);
        await Task.WhenAll(coordinator.WaitUntilReadyAsync(), site.WaitUntilReadyAsync());

        // A copy where nobody may read it.
        var spec = folder["spec.yaml"];
        File.Copy(RepositoryFolder.Of("k8s", "first-run", "spec.yaml"), spec);
        var (trained, results) = await ReadOnlyProcess.RunAsync(
            Writable(folder["console"]), temporary, new Dictionary<string, string> { ["FED_GATEWAY"] = "127.0.0.1:" + gateway, ["FED_TOKEN"] = token }, [.. fed, "run", spec, "-o", "json"]);
        Assert.True(trained == 0, $"{results}\n{coordinator.Output}\n{site.Output}");
        using var result = JsonDocument.Parse(results.Trim().Split('\n')[^1]);
        Assert.Equal("finished", result.RootElement.GetProperty("status").GetString());

        Dictionary<string, string> Environment(string volume, string connection, params (string Key, string Value)[] more) => new(
            more.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)))
        {
            ["FED_POSTGRES"] = connection,
            ["FED_SILO__STATE"] = Path.Combine(volume, "silo"),
            ["FED_SILO__LISTEN"] = "0.0.0.0",
            ["FED_SILO__ADVERTISE"] = "127.0.0.1",
            ["FED_SILO__SILOPORT"] = FreePort,
            ["FED_IDENTITY__CLUSTERSECRET"] = "the secret that the silos of this test share",
            ["FED_IDENTITY__KEYFILE"] = Path.Combine(temporary, "issuer.pem.pub"),
        };
    }

    // The commands of the three stages that build, in this repository's own tree, where an earlier build makes them quick.
    private static async Task PublishAsync(string app)
    {
        var file = ContainerFile.Read();
        foreach (var command in ((string[])["restore", "build", "publish"]).SelectMany(stage => file[stage].All("RUN")))
        {
            var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = RepositoryFolder.Path };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(command.Replace(" /app", " \"$APP\"", StringComparison.Ordinal));
            start.Environment["APP"] = app;

            // Nothing may stay behind that holds the pipes open.
            (start.Environment["MSBUILDDISABLENODEREUSE"], start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"], start.Environment["UseSharedCompilation"]) = ("1", "0", "false");
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            bound.CancelAfter(PublishWithin);
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                var error = process.StandardError.ReadToEndAsync(bound.Token);
                var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
                await process.WaitForExitAsync(bound.Token);
                Assert.True(process.ExitCode == 0, $"{command}\n{output}{await error}");
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
    }

    private static void AssertNativesNeedOnlyWhatTheBaseHas(string app)
    {
        // What .NET itself needs, so that every base of it has them.
        string[] ofTheBase = ["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2"];
        var natives = Directory.GetFiles(app, "*.so*").Select(path => Path.GetFileName(path)).ToList();
        Assert.Contains("libLibTorchSharp.so", natives);
        Assert.Contains("libonnxruntime.so", natives);
        var needed = natives.SelectMany(native => SharedLibrary.Needs(Path.Combine(app, native))).Distinct().ToList();
        Assert.NotEmpty(needed);
        Assert.Empty(needed.Except(ofTheBase).Except(natives));
    }

    private static string[] Program(ContainerStage stage, string app) =>
        [.. JsonSerializer.Deserialize<string[]>(stage.All("ENTRYPOINT").Single())!.Select(word => word.Replace("/app/", app + "/", StringComparison.Ordinal))];

    private static string Writable(string folder)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        return folder;
    }

    private static void Open(string folder) => File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);

    private static string FreePort => FreePorts.Next().ToString(CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The role's name is made here of hexadecimal digits.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
