using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OrleansFederation.Console;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Connections;

/// <summary><c>fed tls</c>: certificates made without a network.</summary>
public sealed class TlsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["authority"];

    [Fact]
    public async Task What_it_issues_works_together()
    {
        await RunAsync("init", "--out", Folder, "--cluster", GuardedSilo.Cluster);
        var silo = await IssueAsync("--silo", "a", "--role", "coordinator", "--role", "site", "--site", "*", "--ip", "127.0.0.1", "--out", _folder["a"]);
        var client = await IssueAsync("--client", "alice", "--out", _folder["alice"]);

        await using var running = await GuardedSilo.StartAsync(silo);
        using var connected = await running.ConnectAsync(client);

        Assert.NotNull(connected);
    }

    [Fact]
    public async Task Keys_can_be_read_by_their_owner_only()
    {
        await RunAsync("init", "--out", Folder);
        await RunAsync("issue", "--authority", Folder, "--client", "alice", "--out", _folder["alice"]);

        foreach (var key in new[] { Path.Combine(Folder, "ca.key"), _folder["alice/tls.key"] })
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), key);
        }
    }

    [Fact]
    public async Task A_revoked_certificate_is_on_the_list()
    {
        await RunAsync("init", "--out", Folder);
        await RunAsync("issue", "--authority", Folder, "--client", "alice", "--out", _folder["alice"]);

        await RunAsync("revoke", "--authority", Folder, "--certificate", _folder["alice/tls.crt"]);

        using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_folder["alice/tls.crt"], TestContext.Current.CancellationToken));
        Assert.True(Assert.Single(RevocationList.Read(await File.ReadAllBytesAsync(Path.Combine(Folder, "ca.crl"), TestContext.Current.CancellationToken))).Revokes(certificate));
    }

    [Fact]
    public async Task A_holder_may_keep_its_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder["alice.csr"], new CertificateRequest("CN=whoever", key, HashAlgorithmName.SHA256).CreateSigningRequestPem(), TestContext.Current.CancellationToken);
        await RunAsync("init", "--out", Folder, "--cluster", "c");

        await RunAsync("issue", "--authority", Folder, "--client", "alice", "--request", _folder["alice.csr"], "--out", _folder["alice"]);

        using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_folder["alice/tls.crt"], TestContext.Current.CancellationToken));
        Assert.Equal("alice", PeerIdentity.Read(certificate, "c").Client);
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.False(File.Exists(_folder["alice/tls.key"]));
    }

    [Fact]
    public async Task A_second_authority_in_the_folder_is_FED2022()
    {
        await RunAsync("init", "--out", Folder);

        var ran = await CommandLine.RunAsync("tls", "init", "--out", Folder);

        Assert.StartsWith("error FED2022", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issue --authority nowhere --client a --out b")]
    [InlineData("revoke --authority nowhere --certificate b")]
    public async Task A_folder_without_an_authority_is_FED2023(string line)
    {
        var ran = await CommandLine.RunAsync(["tls", .. line.Split(' ')]);

        Assert.Equal(ExitCodes.Unreachable, ran.ExitCode);
        Assert.StartsWith("error FED2023", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_cannot_be_revoked()
    {
        await RunAsync("init", "--out", Folder, "--cluster", "a");
        await RunAsync("init", "--out", _folder["other"], "--cluster", "b");
        await RunAsync("issue", "--authority", _folder["other"], "--client", "alice", "--out", _folder["alice"]);

        var ran = await CommandLine.RunAsync("tls", "revoke", "--authority", Folder, "--certificate", _folder["alice/tls.crt"]);

        Assert.StartsWith("error FED2023", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issue --authority a --out b")]
    [InlineData("issue --authority a --out b --silo x")]
    [InlineData("issue --authority a --out b --silo x --client y --role site --site s")]
    [InlineData("issue --authority a --out b --silo x --role site")]
    [InlineData("issue --authority a --out b --silo x --role coordinator --site s")]
    [InlineData("issue --authority a --out b --silo x --role king")]
    [InlineData("issue --authority a --out b --client y --ip nowhere")]
    [InlineData("issue --authority a --out b --client Y!")]
    [InlineData("issue --authority a --out b --client y --days 0")]
    [InlineData("init --cluster Y! --out a")]
    public async Task A_mistake_is_FED1040(string line)
    {
        var ran = await CommandLine.RunAsync(["tls", .. line.Split(' ')]);

        Assert.StartsWith("error FED1040", ran.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var ran = await CommandLine.RunAsync(["tls", .. arguments, "--output", "json"]);
        Assert.True(ran.ExitCode == ExitCodes.Ok, ran.Error);
        return JsonNode.Parse(ran.Output)!;
    }

    private async Task<IssuedFiles> IssueAsync(params string[] arguments)
    {
        var issued = await RunAsync(["issue", "--authority", Folder, .. arguments]);
        return new((string)issued["certificate"]!, (string)issued["key"]!, (string)issued["authority"]!, (string)issued["revocationList"]!, default);
    }
}
