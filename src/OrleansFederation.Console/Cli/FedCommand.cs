using System.CommandLine;

namespace OrleansFederation.Cli;

/// <summary>What has an example for its help.</summary>
internal interface IExample
{
    /// <summary>A command line that shows what the command is for.</summary>
    string Example { get; }
}

/// <summary>A command that does something.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">What it does, in one sentence.</param>
/// <param name="example">A command line that shows it.</param>
internal abstract class FedCommand(string name, string summary, string example) : Command(name, summary), IExample
{
    /// <inheritdoc/>
    public string Example => example;

    /// <summary>Does it.</summary>
    /// <param name="context">What was asked for, and where to write.</param>
    /// <param name="cancellationToken">Cancelled when the user interrupts.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="Errors.FederationException">Where it cannot be done.</exception>
    public abstract Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken);
}

/// <summary>A noun under which commands stand.</summary>
internal sealed class FedGroup : Command, IExample
{
    public FedGroup(string name, string summary, string example, params IEnumerable<Command> commands)
        : base(name, summary)
    {
        Example = example;
        foreach (var command in commands)
        {
            Subcommands.Add(command);
        }
    }

    /// <inheritdoc/>
    public string Example { get; }
}
