using System.CommandLine;
using OrleansFederation.Connections;
using OrleansFederation.Errors;
using OrleansFederation.Hosting;
using OrleansFederation.Output;

namespace OrleansFederation.Cli;

/// <summary>What a command has at hand.</summary>
/// <param name="Host">The process.</param>
/// <param name="Parse">The command line.</param>
/// <param name="Settings">The global options.</param>
/// <param name="Terminal">Where to write.</param>
internal sealed record CommandContext(ConsoleHost Host, ParseResult Parse, Settings Settings, Terminal Terminal)
{
    private static readonly TimeSpan UsualConnectWithin = TimeSpan.FromSeconds(15);

    /// <summary>Gives a required argument.</summary>
    public T Get<T>(Argument<T> argument) => Parse.GetRequiredValue(argument);

    /// <summary>Gives an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => Parse.GetValue(option);

    /// <summary>The user's profiles.</summary>
    public ProfileStore Profiles => new(ProfileStore.DefaultPath(Host.Variable), Host.Clock);

    /// <summary>Gives the profile of the cluster that is meant; null for a silo in this process.</summary>
    /// <exception cref="FederationException">FED2042 to FED2044, FED2047.</exception>
    public ConnectionProfile? Profile() =>
        ProfileChoice.Of(Profiles, Settings.Connection.Profile, Settings.Connection.Gateways, Settings.Connection.Local, Host.Variable);

    /// <summary>How long to try to reach a cluster; <c>FED_CONNECT_WITHIN</c> says otherwise where silos are slow to start.</summary>
    /// <exception cref="FederationException">FED1040 where the variable is no time.</exception>
    public TimeSpan ConnectWithin => Host.Variable("FED_CONNECT_WITHIN") is { Length: > 0 } given
        ? Duration.Read(given) ?? throw FederationErrors.Usage.Exception("FED_CONNECT_WITHIN", $"'{given}' is not a time", "Write it as 90s, 10m or 2h.")
        : UsualConnectWithin;

    /// <summary>Opens the way to the federation. Only commands that need it do: everything else answers at once.</summary>
    public Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        Session.OpenAsync(Profile(), ConnectWithin, Settings, Terminal, Host.Clock, cancellationToken);
}
