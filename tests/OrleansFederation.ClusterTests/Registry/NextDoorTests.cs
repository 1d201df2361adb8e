using System.Diagnostics;
using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Registry;

/// <summary>Python beside the platform, through files alone: divides rows, reads a version, evaluates it, makes another, and has it registered.</summary>
public sealed class NextDoorTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "src", "python");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Python_evaluates_a_version_as_fed_does_and_registers_one_it_made()
    {
        var (python, rows) = (Python(), Rows());
        using var state = new StateDirectory();
        using var files = new TemporaryFolder();
        (string, string)[] variables = [("FED_ROWS", files.Path), ("FED_CACHE", files["cache"])];

        async Task<string> ScriptAsync(params string[] arguments)
        {
            var (exitCode, output, error) = await RunAsync(python, [Path.Combine(Folder, "next_door.py"), .. arguments]);
            Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {output}{error}");
            return output;
        }

        async Task<JsonNode> FedAsync(params string[] arguments)
        {
            var (exitCode, output, error) = await FedProcess.RunAsync(state, variables, [.. arguments, "-o", "json"]);
            Assert.True(exitCode == ExitCodes.Ok, $"{string.Join(' ', arguments)}: {error}");
            return JsonNode.Parse(output)!;
        }

        await ScriptAsync("split", rows, "--train", files["train.csv"], "--test", files["test.csv"]);
        await FedAsync("run", Path.Combine(Folder, "next-door.yaml"));
        await FedAsync("federation", "export", "next-door", "--format", "csv", "--out", files["figures.csv"]);
        await FedAsync("model", "export", "next-door@10", "--onnx", files["v10.onnx"], "--safetensors", files["v10.safetensors"]);
        await FedAsync("model", "export", "next-door@9", "--safetensors", files["v9.safetensors"]);

        var evaluated = await ScriptAsync("evaluate", "--safetensors", files["v10.safetensors"], "--onnx", files["v10.onnx"], "--rows", files["test.csv"], "--figures", files["figures.csv"]);
        await ScriptAsync("average", files["v9.safetensors"], files["v10.safetensors"], "--out", files["mean.safetensors"]);
        await ScriptAsync("train", files["mean.safetensors"], "--onnx", files["v10.onnx"], "--rows", files["train.csv"], "--out", files["mine.safetensors"]);
        var mean = await FedAsync("model", "register", "next-door", "--parameters", files["mean.safetensors"], "--like", "10", "--parent", "9", "--parent", "10", "--note", "the mean of two");
        await FedAsync("model", "register", "next-door", "--parameters", files["mine.safetensors"], "--like", "10", "--parent", "11");
        await FedAsync("model", "export", "next-door@12", "--onnx", files["v12.onnx"], "--safetensors", files["v12.safetensors"]);
        var lineage = await FedAsync("model", "lineage", "next-door@12");

        Assert.Contains("auroc      0.99", evaluated, StringComparison.Ordinal);
        Assert.Contains("fed reports", evaluated, StringComparison.Ordinal);
        Assert.Equal((11, "the mean of two", 0), ((int)mean["manifest"]!["version"]!, (string)mean["manifest"]!["registration"]!["note"]!, mean["manifest"]!["contributors"]!.AsArray().Count));
        await ScriptAsync("evaluate", "--safetensors", files["v12.safetensors"], "--onnx", files["v12.onnx"], "--rows", files["test.csv"]);
        Assert.Equal([(11, 0), (9, 9), (10, 10)], lineage["ancestors"]!.AsArray().Take(3).Select(node => ((int)node!["version"]!, (int)node["round"]!)));
        var (other, _, said) = await RunAsync(python, [Path.Combine(Folder, "next_door.py"), "evaluate", "--safetensors", files["v9.safetensors"], "--onnx", files["v10.onnx"], "--rows", files["test.csv"]]);
        Assert.NotEqual(0, other);
        Assert.Contains("other weights", said, StringComparison.Ordinal);
    }

    /// <summary>Finds a Python that has numpy: the first of this name on the path need not.</summary>
    private static string Python()
    {
        string[] candidates =
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Where(folder => folder.Length > 0)
                .Select(folder => Path.Combine(folder, "python3")).Where(File.Exists).Distinct(),
        ];
        foreach (var candidate in candidates)
        {
            using var tried = Process.Start(new ProcessStartInfo(candidate, ["-c", "import numpy"]) { RedirectStandardError = true })!;
            tried.StandardError.ReadToEnd();
            if (tried.WaitForExit(Bound) && tried.ExitCode == 0)
            {
                return candidate;
            }
        }

        var missing = $"No python3 with numpy among {string.Join(", ", candidates)}: on Debian, apt-get install python3-numpy.";
        Assert.SkipUnless(IsRequired("python"), missing);
        Assert.Fail(missing);
        return "";
    }

    private static string Rows()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("FED_DATA") ?? Path.Combine(RepositoryFolder.Path, "..", "shared", "data"), "wdbc", "wdbc.data");
        Assert.SkipUnless(File.Exists(file) || IsRequired("data"), $"{file} is absent: let FED_DATA name the folder that holds wdbc.");
        return file;
    }

    private static bool IsRequired(string what) => (Environment.GetEnvironmentVariable("FED_REQUIRE") ?? "").Split(',').Contains(what);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Bound);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(bound.Token), process.StandardError.ReadToEndAsync(bound.Token));
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, texts[0], texts[1]);
    }
}
