using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>Adds a profile.</summary>
internal sealed class ProfileAddCommand : FedCommand
{
    private const string StandardInput = "-";

    private readonly Argument<string> _name = new("NAME") { Description = "The profile's name." };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster's name.", HelpName = "NAME" };
    private readonly Option<string?> _service = new("--service") { Description = "The service's name.", HelpName = "NAME" };
    private readonly Option<string?> _http = new("--http") { Description = "The HTTP address of a coordinator, for artifacts and health.", HelpName = "URL" };
    private readonly Option<string?> _tokenFile = new("--token-file") { Description = "The file that holds the token; `-` reads the token from standard input and keeps it with the profile.", HelpName = "FILE" };
    private readonly Option<string?> _tls = new("--tls") { Description = "The folder that `fed tls issue` or `fed cluster init` wrote for you: certificate, key, authority, revocation list.", HelpName = "DIR" };
    private readonly Option<string?> _authority = new("--authority") { Description = "The cluster's authorities, for TLS.", HelpName = "PEM" };
    private readonly Option<string?> _certificate = new("--certificate") { Description = "Your certificate, for TLS.", HelpName = "PEM" };
    private readonly Option<string?> _key = new("--key") { Description = "Your certificate's private key, for TLS.", HelpName = "PEM" };
    private readonly Option<string?> _revocationList = new("--revocation-list") { Description = "The authority's list of revoked certificates.", HelpName = "FILE" };
    private readonly Option<bool> _use = new("--use") { Description = "Make it the current profile." };
    private readonly Option<bool> _replace = new("--replace") { Description = "Replace a profile of this name." };

    public ProfileAddCommand()
        : base("add", "Adds a profile: where a cluster is reached, and with which credentials.", "fed profile add trial --gateway 127.0.0.1:30000 --use")
    {
        Add(_name);
        foreach (var option in (Option[])[_cluster, _service, _http, _tokenFile, _tls, _authority, _certificate, _key, _revocationList, _use, _replace])
        {
            Add(option);
        }
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (token, file) = await TokenAsync(context, cancellationToken);
        var profile = new ConnectionProfile
        {
            Name = context.Get(_name),
            Gateways = ConnectionProfile.ReadGateways(context.Settings.Connection.Gateways ?? ""),
            Cluster = context.Get(_cluster) ?? ClusterAddress.DefaultName,
            Service = context.Get(_service) ?? ClusterAddress.DefaultName,
            Http = context.Get(_http),
            Token = token,
            TokenFile = file,
            Security = Security(context),
        };
        Problem[] problems = [.. profile.Problems(), .. MissingFiles(profile)];
        if (problems.Length > 0)
        {
            throw new FederationException(problems);
        }

        var replace = context.Get(_replace);
        var book = await context.Profiles.ChangeAsync(
            old => old.Find(profile.Name) is not null && !replace
                ? throw FederationErrors.ProfileExists.Exception($"profile {profile.Name}", $"{context.Profiles.Path} holds one of this name")
                : old.With(profile) with { Current = context.Get(_use) ? profile.Name : old.Current },
            cancellationToken);
        context.Terminal.Show(() => ProfileTables.Show(profile, book.Current == profile.Name), () => ProfileTables.Json(profile, book.Current == profile.Name));
        if (book.Current != profile.Name)
        {
            context.Terminal.Say($"Use it with --profile {profile.Name}, or always: fed profile use {profile.Name}");
        }

        return ExitCodes.Ok;
    }

    private async Task<(string? Token, string? File)> TokenAsync(CommandContext context, CancellationToken cancellationToken) => context.Get(_tokenFile) switch
    {
        null => (null, null),
        StandardInput => (ConnectionProfile.CheckToken(await context.Host.In.ReadToEndAsync(cancellationToken), "standard input"), null),
        var file => (null, Path.GetFullPath(file)),
    };

    private ConnectionSecurity? Security(CommandContext context)
    {
        var (folder, authority, certificate, key, list) = (context.Get(_tls), context.Get(_authority), context.Get(_certificate), context.Get(_key), context.Get(_revocationList));
        if (folder is null && authority is null && certificate is null && key is null && list is null)
        {
            return null;
        }

        list ??= folder is null ? null : Path.Combine(folder, "ca.crl");
        return new(Of(authority, "ca.crt"), Of(certificate, "tls.crt"), Of(key, "tls.key"), list is null ? null : Path.GetFullPath(list));

        string Of(string? given, string usual) => Full(given ?? (folder is null ? null : Path.Combine(folder, usual)));
    }

    private static string Full(string? path) => path is { Length: > 0 } ? Path.GetFullPath(path) : "";

    private static IEnumerable<Problem> MissingFiles(ConnectionProfile profile) =>
        new[] { profile.TokenFile, profile.Security?.Authority, profile.Security?.Certificate, profile.Security?.Key, profile.Security?.RevocationList }
            .Where(file => file is { Length: > 0 } && !File.Exists(file))
            .Select(file => FederationErrors.ProfileInvalid.At($"profile {profile.Name}", $"there is no file {file}"));
}
