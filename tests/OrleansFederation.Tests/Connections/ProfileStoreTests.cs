using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>The file of profiles: for its user alone, replaced in one step, and refused where it is damaged.</summary>
public sealed class ProfileStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-test-").FullName;

    private ProfileStore Store => new(Path.Combine(_folder, "config", "profiles.json"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_written_is_read()
    {
        var profile = Profile("trial") with
        {
            Cluster = "other",
            Service = "service",
            Http = "https://fed.example:8080",
            TokenFile = "/run/token",
            Security = new("ca.pem", "me.pem", "me.key", "revoked.crl"),
        };

        await Store.ChangeAsync(book => book.With(profile) with { Current = "trial" }, Cancel);

        var read = Store.Read();
        Assert.Equal("trial", read.Current);
        Assert.Equivalent(profile, read.Find("trial"), strict: true);
    }

    [Fact]
    public void Where_there_is_no_file_there_are_no_profiles() => Assert.Empty(Store.Read().Profiles);

    [Fact]
    public async Task The_file_is_for_its_user_alone_also_when_it_was_not_before()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Permissions of this kind are of Unix.");
            return;
        }

        await Store.ChangeAsync(book => book.With(Profile("a")), Cancel);
        File.SetUnixFileMode(Store.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await Store.ChangeAsync(book => book.With(Profile("b")), Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Store.Path));
    }

    [Fact]
    public async Task A_token_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Permissions of this kind are of Unix.");
            return;
        }

        await Store.ChangeAsync(book => book.With(Profile("a") with { Token = "secret.token" }), Cancel);
        File.SetUnixFileMode(Store.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refused = Assert.Throws<FederationException>(() => Store.Read());

        Assert.Equal("FED2047", refused.Code);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"schema":2,"profiles":[]}""")]
    [InlineData("""{"schema":1}""")]
    [InlineData("""{"schema":1,"profiles":[{"name":"a"}]}""")]
    [InlineData("""{"schema":1,"profiles":[{"name":"a","gateways":null}]}""")]
    [InlineData("""{"schema":1,"profiles":[],"passwrd":"x"}""")]
    public async Task A_damaged_file_is_one_clear_error_and_is_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Store.Path)!);
        await File.WriteAllTextAsync(Store.Path, content, Cancel);

        var refused = await Assert.ThrowsAsync<FederationException>(() => Store.ChangeAsync(book => book.With(Profile("a")), Cancel));

        Assert.Equal("FED2043", refused.Code);
        Assert.Equal(content, await File.ReadAllTextAsync(Store.Path, Cancel));
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Store.ChangeAsync(book => book.With(Profile($"p{i}")), Cancel))));

        Assert.Equal(12, Store.Read().Profiles.Count);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Store.Path)!, "*.partial"));
    }

    [Fact]
    public async Task Removing_the_current_profile_leaves_the_silo_of_the_process()
    {
        await Store.ChangeAsync(book => book.With(Profile("a")) with { Current = "a" }, Cancel);

        await Store.ChangeAsync(book => book.Without("a"), Cancel);

        Assert.Null(Store.Read().Current);
    }

    [Theory]
    [InlineData("FED_CONFIG_HOME=/own;XDG_CONFIG_HOME=/xdg", "/own/profiles.json")]
    [InlineData("XDG_CONFIG_HOME=/xdg", "/xdg/orleans-federation/profiles.json")]
    public void The_environment_says_where_the_file_is(string environment, string path)
    {
        var variables = environment.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(Path.GetFullPath(path), ProfileStore.DefaultPath(variables.GetValueOrDefault));
    }

    [Fact]
    public void A_profile_in_words_shows_no_token() =>
        Assert.DoesNotContain("secret", (Profile("a") with { Token = "secret.token" }).ToString(), StringComparison.Ordinal);

    internal static ConnectionProfile Profile(string name, params string[] gateways) =>
        new() { Name = name, Gateways = gateways.Length > 0 ? gateways : ["127.0.0.1:30000"] };
}
