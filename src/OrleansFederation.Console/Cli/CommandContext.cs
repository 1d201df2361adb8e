using System.CommandLine;
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
    /// <summary>Gives a required argument.</summary>
    public T Get<T>(Argument<T> argument) => Parse.GetRequiredValue(argument);

    /// <summary>Gives an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => Parse.GetValue(option);

    /// <summary>Opens the way to the federation. Only commands that need it do: everything else answers at once.</summary>
    public Task<Session> OpenAsync(CancellationToken cancellationToken) => Session.OpenAsync(Settings, Host.Clock, cancellationToken);
}
