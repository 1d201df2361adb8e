using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>Which cluster is meant: the command line before the environment before the current profile before the own process.</summary>
public sealed class ProfileChoiceTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-test-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    private ProfileStore Store => new(Path.Combine(_folder, "profiles.json"));

    public async ValueTask InitializeAsync() => await Store.ChangeAsync(
        book => book
            .With(ProfileStoreTests.Profile("line", "line:1") with { Token = "token.of.line" })
            .With(ProfileStoreTests.Profile("variable", "variable:1") with { TokenFile = "/token" })
            .With(ProfileStoreTests.Profile("current", "current:1") with { Token = "token.of.current" }) with
        { Current = "current" },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("line", "given:1", "variable", "env:1", "line", "given:1")]
    [InlineData("line", null, "variable", "env:1", "line", "line:1")]
    [InlineData(null, "given:1", "variable", "env:1", "unnamed", "given:1")]
    [InlineData(null, null, "variable", "env:1", "variable", "env:1")]
    [InlineData(null, null, "variable", null, "variable", "variable:1")]
    [InlineData(null, null, null, "env:1", "unnamed", "env:1")]
    [InlineData(null, null, null, null, "current", "current:1")]
    public void What_is_said_nearer_counts(string? profile, string? gateway, string? profileVariable, string? gatewayVariable, string expected, string expectedGateway)
    {
        Set("FED_PROFILE", profileVariable);
        Set("FED_GATEWAY", gatewayVariable);

        var chosen = Choose(profile, gateway)!;

        Assert.Equal(expected, chosen.Name);
        Assert.Equal([expectedGateway], chosen.Gateways);
    }

    [Fact]
    public void Gateways_alone_take_no_token_from_the_current_profile() => Assert.Null(Choose(null, "elsewhere:1")!.Token);

    [Fact]
    public void Local_on_the_command_line_is_the_own_process_whatever_else_is_said()
    {
        Set("FED_PROFILE", "variable");

        Assert.Null(Choose("local", null));
        Assert.Null(Choose(null, null, local: true));
    }

    [Fact]
    public void Local_in_the_environment_comes_before_the_current_profile()
    {
        Set("FED_PROFILE", "local");

        Assert.Null(Choose(null, null));
    }

    [Fact]
    public void A_profile_on_the_command_line_comes_before_a_place_for_local_state() => Assert.Equal("line", Choose("line", null, local: true)!.Name);

    [Fact]
    public void Without_anything_said_it_is_the_own_process() => Assert.Null(ProfileChoice.Of(new(Path.Combine(_folder, "none.json")), null, null, false, _ => null));

    [Theory]
    [InlineData(null, null, "token.of.line", null)]
    [InlineData("from.env", "file", "from.env", null)]
    [InlineData(null, "file", null, "file")]
    public void A_token_of_the_environment_replaces_the_profiles(string? token, string? file, string? expected, string? expectedFile)
    {
        Set("FED_TOKEN", token);
        Set("FED_TOKEN_FILE", file);

        var chosen = Choose("line", null)!;

        Assert.Equal(expected, chosen.Token);
        Assert.Equal(expectedFile is null ? null : Path.GetFullPath(expectedFile), chosen.TokenFile);
    }

    [Fact]
    public void An_unknown_profile_is_not_found_and_those_that_there_are_are_named()
    {
        var refused = Assert.Throws<FederationException>(() => Choose("lime", null));

        Assert.Equal("FED2042", refused.Code);
        Assert.Contains("current, line, variable", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "host:0")]
    [InlineData(null, "host:65536")]
    [InlineData(null, "host:x")]
    [InlineData(null, "a b:1")]
    [InlineData(null, ",")]
    [InlineData("local", "host:1")]
    public void Gateways_that_cannot_be_are_one_clear_error(string? profile, string gateways)
    {
        var refused = Assert.Throws<FederationException>(() => Choose(profile, gateways));

        Assert.Equal("FED2044", refused.Code);
        Assert.Single(refused.Problems);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_profile_is_said_at_once()
    {
        var wrong = new ConnectionProfile { Name = "A b", Gateways = [], Cluster = "!", Http = "ftp://x", Security = new("ca.pem", "", "") };

        Assert.Equal(5, wrong.Problems().Count);
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5", 30000)]
    [InlineData("10.0.0.5:7", "10.0.0.5", 7)]
    [InlineData("fed.example", "fed.example", 30000)]
    [InlineData("fed.example:7", "fed.example", 7)]
    [InlineData("[::1]:7", "::1", 7)]
    [InlineData("::1", "::1", 30000)]
    public void Gateways_are_read_as_people_write_them(string text, string host, int port) =>
        Assert.Equal(new GatewayAddress(host, port), GatewayAddress.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    public async Task A_token_file_with_something_else_is_refused_without_repeating_it(string content)
    {
        var file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var refused = Assert.Throws<FederationException>(() => new TokenSource(ProfileStoreTests.Profile("a") with { TokenFile = file }).Current());

        Assert.Equal("FED2046", refused.Code);
        Assert.True(content.Length == 0 || !refused.Message.Contains(content, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_it_changes()
    {
        var file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, "first.token\n", TestContext.Current.CancellationToken);
        var tokens = new TokenSource(ProfileStoreTests.Profile("a") with { TokenFile = file });
        Assert.Equal("first.token", tokens.Current());

        await File.WriteAllTextAsync(file, "second.token\n", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal("second.token", tokens.Current());
    }

    private ConnectionProfile? Choose(string? profile, string? gateways, bool local = false) =>
        ProfileChoice.Of(Store, profile, gateways, local, _environment.GetValueOrDefault);

    private void Set(string name, string? value)
    {
        if (value is not null)
        {
            _environment[name] = value;
        }
    }
}
