using OrleansFederation.Cli;

namespace OrleansFederation.Doctor;

/// <summary>Looks at the data that the shipped specs read.</summary>
internal static class DataChecks
{
    private const string Variable = "FED_DATA";
    private static readonly string[] Files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>The check.</summary>
    public static Check Of(ConsoleHost host) => Check.Of("data", () => Data(host));

    private static Finding Data(ConsoleHost host)
    {
        if (host.Variable(Variable) is not { Length: > 0 } folder)
        {
            return new Finding("data", Verdict.Warn, $"{Variable} is not set; only `fed run mnist` needs it", $"Set {Variable} to a folder that holds mnist/.");
        }

        var mnist = Path.Combine(folder, "mnist");
        string[] missing = [.. Files.Where(file => !File.Exists(Path.Combine(mnist, file)) && !File.Exists(Path.Combine(mnist, $"{file}.gz")))];
        return missing.Length == 0
            ? Finding.Ok("data", $"{mnist} holds MNIST")
            : new Finding("data", Verdict.Warn, $"{mnist} lacks {string.Join(", ", missing)}", "Put the four files of MNIST there, plain or as .gz; only `fed run mnist` needs them.");
    }
}
