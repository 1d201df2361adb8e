using OrleansFederation.Cli;

namespace OrleansFederation.Console;

/// <summary>Runs a command line in this process; for commands that need no silo.</summary>
internal static class CommandLine
{
    public static async Task<Ran> RunAsync(params string[] arguments) => await RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<Ran> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = new ConsoleHost { Out = output, Error = error, In = TextReader.Null, Variable = name => environment.GetValueOrDefault(name) };

        var exitCode = await new FedApp(host).RunAsync(arguments, TestContext.Current.CancellationToken);

        return new Ran(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>What a command came to.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error);
