using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Hosting;

namespace OrleansFederation.Console;

/// <summary>The files of a trial cluster are what silos and the spec reader take.</summary>
public sealed class ClusterInitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_settings_are_those_of_one_coordinator_and_a_silo_for_each_site()
    {
        var ran = await CommandLine.RunAsync("cluster", "init", Folder, "--site", "north", "--site", "south", "--silo-port", "20000", "--http-port", "21000", "-o", "json");

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal(["coordinator.json", "north.json", "south.json", "first.yaml", "cluster.secret", "issuer.pem", "issuer.pem.pub", "operator.token"], JsonNode.Parse(ran.Output)!["files"]!.AsArray().Select(file => file!.GetValue<string>()));
        var coordinator = Read("coordinator");
        Assert.True(coordinator is { IsCoordinator: true, IsSite: false, SiloPort: 20000, GatewayPort: 30000, HttpPort: 21000 });
        var south = Read("south");
        Assert.True(south is { IsCoordinator: false, IsSite: true, SiloPort: 20002, GatewayPort: 0, HttpPort: 21002, SiteList: ["south"] });
        Assert.NotEqual(coordinator.State, south.State);
    }

    [Fact]
    public async Task The_spec_to_begin_with_is_valid_and_trains_at_the_sites()
    {
        await CommandLine.RunAsync("cluster", "init", Folder, "--site", "a", "b", "c");

        var (spec, _) = SpecReader.Read(Specs.SpecFile.Read(Path.Combine(Folder, "first.yaml")).Json).OrThrow();

        Assert.Equal(["a", "b", "c"], Runs.SiteReadiness.SitesOf(spec));
    }

    [Fact]
    public async Task Keys_are_for_their_user_alone_and_in_no_file_of_settings()
    {
        await CommandLine.RunAsync("cluster", "init", Folder);

        var keys = Directory.GetFiles(Folder, "*.key", SearchOption.AllDirectories);
        Assert.Equal(5, keys.Length);
        foreach (var key in keys)
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), key);
        }

        Assert.All(Directory.GetFiles(Folder, "*.json"), file => Assert.DoesNotContain("PRIVATE", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_certificate_for_you_fits_a_profile()
    {
        await CommandLine.RunAsync("cluster", "init", Folder);
        var config = new Dictionary<string, string> { ["FED_CONFIG_HOME"] = _folder["config"] };

        var ran = await CommandLine.RunAsync(config, "profile", "add", "trial", "--gateway", "127.0.0.1:30000", "--tls", Path.Combine(Folder, "me"), "-o", "json");

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal(Path.Combine(Folder, "me", "ca.crl"), JsonNode.Parse(ran.Output)!["security"]!["revocationList"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_folder_in_use_is_left_as_it_is()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "mine"), "", TestContext.Current.CancellationToken);

        var ran = await CommandLine.RunAsync("cluster", "init", Folder);

        Assert.Equal(ExitCodes.Conflict, ran.ExitCode);
        Assert.StartsWith("error FED2049", ran.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("North")]
    [InlineData("coordinator")]
    [InlineData("me")]
    [InlineData("twice twice")]
    public async Task Sites_that_cannot_be_are_refused(string sites)
    {
        var ran = await CommandLine.RunAsync(["cluster", "init", Folder, "--site", .. sites.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.StartsWith("error FED1010", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    private string Folder => Path.Combine(_folder.Path, "trial");

    private SiloOptions Read(string name)
    {
        var options = new SiloOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, $"{name}.json")).Build().GetSection(SiloOptions.Section).Bind(options);
        Assert.True(new SiloOptionsValidator().Validate(null, options).Succeeded);
        return options;
    }
}
