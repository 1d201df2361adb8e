using System.CommandLine;
using System.CommandLine.Parsing;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Cli;

/// <summary>Runs one command line: parses it, does it, and turns whatever goes wrong into one form and one exit code.</summary>
internal sealed class FedApp(ConsoleHost host)
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="interrupted">Cancelled when the user interrupts.</param>
    /// <returns>The exit code, one of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken interrupted)
    {
        var options = new GlobalOptions(host);
        var root = new FedRoot(options);
        var parse = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        var settings = options.Read(parse);
        var terminal = new Terminal(host, settings.Output, settings.Color);
        var printer = new ErrorPrinter(host, terminal, settings);

        try
        {
            if (parse.Errors.Count > 0)
            {
                return printer.Print(UsageProblems.Of(parse));
            }

            if (parse.Action is not null)
            {
                return await parse.InvokeAsync(
                    new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                    interrupted);
            }

            var command = (FedCommand)parse.CommandResult.Command;
            using var traces = Traces.Start(FedRoot.Program, host.Variable);
            using var span = FederationTelemetry.Source.StartActivity(NameOf(parse.CommandResult));
            return await command.RunAsync(new CommandContext(host, parse, settings, terminal), interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            terminal.Say("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            return printer.Print(e);
        }
    }

    // The words that lead to the command, without options, which may hold anything.
    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult group ? $"{NameOf(group)} {command.Command.Name}" : FedRoot.Program;
}
