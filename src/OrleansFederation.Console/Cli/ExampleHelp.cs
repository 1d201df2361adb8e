using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OrleansFederation.Cli;

/// <summary>Help that ends with an example.</summary>
internal sealed class ExampleHelp(HelpAction inner) : SynchronousCommandLineAction
{
    /// <summary>Whoever asks for help need not have the rest of the line right.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is IExample command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            output.WriteLine($"  {command.Example}");
            output.WriteLine();
        }

        return result;
    }
}
