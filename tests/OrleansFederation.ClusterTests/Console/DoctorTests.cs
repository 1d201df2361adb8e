using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Storage;

namespace OrleansFederation.Console;

/// <summary>The doctor finds what is wrong and falls ill of nothing itself.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_sound_machine_learns_and_answers()
    {
        var (ran, findings) = await ExamineAsync("--state", _folder["new"]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal("ok", findings["libtorch"].Verdict);
        Assert.Equal("ok", findings["ONNX Runtime"].Verdict);
        Assert.Equal("ok", findings["state"].Verdict);
    }

    [Fact]
    public async Task A_state_directory_that_does_not_exist_is_not_made_by_looking()
    {
        await ExamineAsync("--state", _folder["new"]);

        Assert.False(Directory.Exists(_folder["new"]));
    }

    [Fact]
    public async Task A_state_directory_in_use_is_a_warning_and_not_a_fault()
    {
        await using var storage = await FederationStorage.OpenAsync(new StorageOptions(_folder["held"]), TimeProvider.System, TestContext.Current.CancellationToken);

        var (ran, findings) = await ExamineAsync("--state", _folder["held"]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal("warn", findings["state"].Verdict);
    }

    [Fact]
    public async Task A_file_where_the_state_should_be_is_a_fault()
    {
        await File.WriteAllTextAsync(_folder["file"], "x", TestContext.Current.CancellationToken);

        var (ran, findings) = await ExamineAsync("--state", _folder["file"]);

        Assert.Equal(ExitCodes.Unreachable, ran.ExitCode);
        Assert.Equal("fail", findings["state"].Verdict);
        Assert.Contains("--state", findings["state"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_fault_with_a_remedy()
    {
        var (ran, findings) = await ExamineAsync("--state", _folder["new"], "--postgres", "Host=127.0.0.1;Port=1;Timeout=1;Username=u;Password=planted-secret");

        Assert.Equal(ExitCodes.Unreachable, ran.ExitCode);
        Assert.Contains("FED2003", findings["postgres"].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", ran.Output + ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_data_files_are_named()
    {
        Directory.CreateDirectory(_folder["mnist"]);
        await File.WriteAllTextAsync(_folder["mnist/train-images-idx3-ubyte.gz"], "", TestContext.Current.CancellationToken);

        var ran = await CommandLine.RunAsync(new Dictionary<string, string> { ["FED_DATA"] = _folder.Path }, "doctor", "--state", _folder["new"], "-o", "json");

        var data = Findings(ran)["data"];
        Assert.Equal("warn", data.Verdict);
        Assert.DoesNotContain("train-images", data.Detail, StringComparison.Ordinal);
        Assert.Contains("t10k-labels-idx1-ubyte", data.Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(Ran Ran, Dictionary<string, (string Verdict, string Detail, string? Remedy)> Findings)> ExamineAsync(params string[] options)
    {
        var ran = await CommandLine.RunAsync(["doctor", "-o", "json", .. options]);
        return (ran, Findings(ran));
    }

    private static Dictionary<string, (string Verdict, string Detail, string? Remedy)> Findings(Ran ran) =>
        JsonNode.Parse(ran.Output)!["findings"]!.AsArray().ToDictionary(
            finding => finding!["check"]!.GetValue<string>(),
            finding => (finding!["verdict"]!.GetValue<string>(), finding["detail"]!.GetValue<string>(), finding["remedy"]?.GetValue<string>()));
}
