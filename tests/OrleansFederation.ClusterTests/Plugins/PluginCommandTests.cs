using System.Diagnostics;
using System.Text.Json;
using OrleansFederation.Console;
using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>The commands with which a site says what may run.</summary>
public sealed class PluginCommandTests
{
    [Fact]
    public async Task A_digest_is_that_of_the_shell()
    {
        using var site = new SampleSite();
        var shell = new ProcessStartInfo("sh", ["-c", "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"]) { WorkingDirectory = site.Files, RedirectStandardOutput = true };
        using var process = Process.Start(shell)!;
        var expected = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split(' ')[0];

        var ran = await CommandLine.RunAsync("plugin", "digest", site.Assembly, "-o", "json");

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal("sha256:" + expected, JsonDocument.Parse(ran.Output).RootElement.GetProperty("digest").GetString());
        Assert.Equal(site.Digest, "sha256:" + expected);
    }

    [Fact]
    public async Task What_is_approved_is_listed_and_can_be_revoked()
    {
        using var site = new SampleSite();
        Dictionary<string, string> here = new() { ["FED_APPROVALS"] = site.Approvals.Location };

        var approved = await CommandLine.RunAsync(here, "plugin", "approve", site.Assembly, "--kind", "data", "metric", "--digest", site.Digest, "--memory", "3GiB", "--time", "10m");
        var listed = await CommandLine.RunAsync(here, "plugin", "list", "-o", "json");
        var approval = site.Approvals.Find(site.Digest)!;
        var revoked = await CommandLine.RunAsync(here, "plugin", "revoke", site.Digest);
        var again = await CommandLine.RunAsync(here, "plugin", "revoke", site.Digest);

        Assert.Equal(ExitCodes.Ok, approved.ExitCode);
        Assert.Equal([PluginKind.Data, PluginKind.Metric], approval.Kinds);
        Assert.Equal((3L << 30, TimeSpan.FromMinutes(10)), (approval.Memory, approval.Time));
        Assert.Equal(site.Assembly, Path.Combine(approval.Folder, approval.Assembly));
        Assert.Contains(site.Digest, listed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, revoked.ExitCode);
        Assert.Null(site.Approvals.Find(site.Digest));
        Assert.Equal(ExitCodes.Refused, again.ExitCode);
    }

    [Fact]
    public async Task Files_of_another_digest_are_not_approved()
    {
        using var site = new SampleSite();
        var other = "sha256:" + new string('0', 64);

        var ran = await CommandLine.RunAsync("plugin", "approve", site.Assembly, "--kind", "data", "--digest", other, "--approvals", site.Approvals.Location);

        Assert.Equal(ExitCodes.Refused, ran.ExitCode);
        Assert.Contains(FederationErrors.PluginChanged.Code, ran.Error, StringComparison.Ordinal);
        Assert.Empty(site.Approvals.Read());
    }

    [Fact]
    public async Task A_link_among_the_files_is_refused()
    {
        using var site = new SampleSite();
        File.CreateSymbolicLink(Path.Combine(site.Files, "elsewhere.dll"), "/etc/hostname");

        var ran = await CommandLine.RunAsync("plugin", "digest", site.Files);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains("'elsewhere.dll' is a link", ran.Error, StringComparison.Ordinal);
    }
}
