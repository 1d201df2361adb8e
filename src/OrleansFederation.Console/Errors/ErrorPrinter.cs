using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Output;

namespace OrleansFederation.Errors;

/// <summary>The one place that shows errors: on standard error, without secrets, as text or as a JSON envelope.</summary>
internal sealed class ErrorPrinter(ConsoleHost host, Terminal terminal, Settings settings)
{
    private readonly Redaction _redaction = new(settings.Postgres, host.Variable("FED_POSTGRES"), host.Variable("FED_TEST_POSTGRES"));

    /// <summary>Shows what an exception means.</summary>
    /// <returns>The exit code.</returns>
    public int Print(Exception exception)
    {
        var problems = Faults.ProblemsOf(exception);
        if (problems.Count > 0)
        {
            Print(problems, settings.Verbose ? exception : null);
            return Faults.ExitCodeOf(problems);
        }

        Print([Unexpected(exception)], settings.Verbose ? exception : null);
        return ExitCodes.Fault;
    }

    /// <summary>Shows problems.</summary>
    /// <returns>The exit code.</returns>
    public int Print(IReadOnlyList<Problem> problems)
    {
        Print(problems, null);
        return Faults.ExitCodeOf(problems);
    }

    /// <summary>Gives the envelope in which programs get errors.</summary>
    public static JsonObject Envelope(IReadOnlyList<Problem> problems, int exitCode) => new()
    {
        ["status"] = "error",
        ["exitCode"] = exitCode,
        ["errors"] = new JsonArray([.. problems.Select(problem => (JsonNode)JsonForm.Of(problem))]),
    };

    private void Print(IReadOnlyList<Problem> problems, Exception? details)
    {
        Problem[] safe = [.. problems.Select(_redaction.Apply)];
        if (settings.Output is OutputMode.Json or OutputMode.Jsonl)
        {
            host.Error.WriteLine(JsonForm.Text(JsonForm.Document(Envelope(safe, Faults.ExitCodeOf(problems)))));
        }
        else
        {
            terminal.Error.Write(new Block(width => ErrorText.Of(safe, width), cut: false));
        }

        if (details is not null)
        {
            host.Error.WriteLine(_redaction.Apply(details.ToString()));
        }
    }

    private static Problem Unexpected(Exception exception) => FederationErrors.Unexpected.At(
        exception.GetType().Name, exception.Message);
}
