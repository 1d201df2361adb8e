using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Parameters;

namespace OrleansFederation.Console;

/// <summary>Files aggregated offline: by any rule, and refused with the file's name where they do not fit.</summary>
public sealed class AggregateCommandTests : IDisposable
{
    private static readonly ParameterLayout Layout = new([new("0.bias", [1], 0, ParameterKind.Trainable), new("0.weight", [3], 1, ParameterKind.Trainable)]);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_result_its_digest_and_each_inputs_weight_and_score_are_given()
    {
        string[] files = [Write("a", 1, 2, 3, 4), Write("b", 1.5f, 2, 3, 4), Write("c", 2, 2, 3, 4), Write("d", 2.5f, 2, 3, 4), Write("e", 1e6f, 0, 0, 0)];
        var target = Path.Combine(_folder.Path, "out.safetensors");

        var ran = await CommandLine.RunAsync(["aggregate", "--rule", "multikrum", "--arg", "byzantine=1", "--arg", "select=2", .. files, "--out", target, "-o", "json"]);

        Assert.Equal((ExitCodes.Ok, ""), (ran.ExitCode, ran.Error));
        var document = JsonNode.Parse(ran.Output)!;
        Assert.Equal([0, 0.5, 0.5, 0, 0], document["inputs"]!.AsArray().Select(input => input!["weight"]!.GetValue<double>()));
        Assert.All(document["inputs"]!.AsArray(), input => Assert.True(input!["score"]!.GetValue<double>() > 0));
        Assert.Equal([1.75f, 2, 3, 4], Safetensors.View(Layout, File.ReadAllBytes(target), target).ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(target))), document["digest"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_rule_runs_and_a_rule_of_one_file_gives_it_back()
    {
        var file = Write("a", 0.5f, -2, 3, 4);
        var count = 0;
        foreach (var rule in AggregationRules.All)
        {
            var settings = AggregationRules.Settings(rule, rule.Arguments.Where(argument => argument.Default is null).Select(argument => (argument.Name, argument.Name == "byzantine" ? 0.0 : 1_000)));
            var files = Enumerable.Repeat(file, rule.Tolerate(settings, 1).Fewest).ToArray();
            var ones = string.Join(",", files.Select(_ => "1"));
            var arguments = rule.Arguments.Where(argument => argument.Default is null).SelectMany(argument => new[] { "--arg", FormattableString.Invariant($"{argument.Name}={settings[argument.Name]}") });

            var ran = await CommandLine.RunAsync(["aggregate", "--rule", rule.Name, .. arguments, .. files, "--steps", ones, "--losses", ones, "-o", "json"]);

            Assert.Equal((rule.Name, ExitCodes.Ok, ""), (rule.Name, ran.ExitCode, ran.Error));
            count++;
        }

        Assert.True(count > 10);
    }

    [Fact]
    public async Task Examples_weigh_and_a_cap_holds()
    {
        string[] files = [Write("a", 0, 0, 0, 0), Write("b", 4, 4, 4, 4), Write("c", 0, 0, 0, 0), Write("d", 0, 0, 0, 0)];

        var ran = await CommandLine.RunAsync(["aggregate", "--arg", "cap=0.25", "--examples", "10,1000000,30,10", .. files, "-o", "json"]);

        Assert.Equal([0.25, 0.25, 0.25, 0.25], JsonNode.Parse(ran.Output)!["inputs"]!.AsArray().Select(input => input!["weight"]!.GetValue<double>()));
    }

    [Fact]
    public async Task What_files_were_trained_from_is_taken_off_and_added_again()
    {
        string[] files = [Write("a", 10, 10, 10, 14), Write("b", 10, 10, 10, 10)];
        var target = Path.Combine(_folder.Path, "new.safetensors");

        var ran = await CommandLine.RunAsync(["aggregate", "--rule", "normbounded", "--arg", "bound=1", "--base", Write("base", 10, 10, 10, 10), .. files, "--out", target]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal([10, 10, 10, 10.5f], Safetensors.View(Layout, File.ReadAllBytes(target), target).ToArray());
    }

    [Fact]
    public async Task Files_of_several_blocks_half_the_precision_and_another_order_have_the_digest_that_they_have_in_memory()
    {
        // The tensors of the layout in the order of their names; one file holds them the other way round, one as float16.
        ParameterLayout layout = new([new("a", [3], 0, ParameterKind.Trainable), new("b", [700, 501], 3, ParameterKind.Trainable)]);
        ParameterLayout turned = new([new("b", [700, 501], 0, ParameterKind.Trainable), new("a", [3], 350_700, ParameterKind.Trainable)]);
        float[][] values = [.. Enumerable.Range(1, 3).Select(file => Enumerable.Range(0, layout.Length).Select(i => (float)(Half)((i * file % 1_000 - 500) / 250.0)).ToArray())];
        string[] files = [Path.Combine(_folder.Path, "plain"), Path.Combine(_folder.Path, "turned"), Path.Combine(_folder.Path, "half")];
        File.WriteAllBytes(files[0], Safetensors.Write(layout, values[0]));
        File.WriteAllBytes(files[1], Safetensors.Write(turned, [.. values[1].AsSpan(3), .. values[1].AsSpan(0, 3)]));
        File.WriteAllBytes(files[2], HalfFile(values[2]));

        foreach (var rule in new[] { "fedavg", "median", "geometricmedian" })
        {
            var found = AggregationRules.Find(rule)!;
            var (expected, _) = InMemoryAggregation.Run(found, [.. values.Select(vector => (ReadOnlyMemory<float>)vector)], [.. values.Select(_ => new UpdateFigures(1))], AggregationRules.Settings(found), threads: 1);

            var ran = await CommandLine.RunAsync(["aggregate", "--rule", rule, .. files, "-o", "json"]);

            Assert.Equal((ExitCodes.Ok, ""), (ran.ExitCode, ran.Error));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Safetensors.Write(layout, expected))), JsonNode.Parse(ran.Output)!["digest"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Every_file_that_does_not_fit_is_named_at_once()
    {
        var good = Write("good", 1, 2, 3, 4);
        var other = Path.Combine(_folder.Path, "other");
        File.WriteAllBytes(other, Safetensors.Write(new([new("0.bias", [1], 0, ParameterKind.Trainable), new("0.weight", [4], 1, ParameterKind.Trainable)]), [1, 2, 3, 4, 5]));
        var nan = Write("nan", 1, 2, float.NaN, 4);
        var missing = Path.Combine(_folder.Path, "missing");

        var ran = await CommandLine.RunAsync("aggregate", good, other, nan, missing);

        Assert.NotEqual(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains($"FED1030: Safetensors file malformed at {other}", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"FED3002: A client's update is not finite at {nan}", ran.Error, StringComparison.Ordinal);
        Assert.Contains("element 1 of '0.weight' is NaN", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"FED1043: Input not found at {missing}", ran.Error, StringComparison.Ordinal);
        Assert.Contains("3 problems.", ran.Error, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
    }

    [Theory]
    [InlineData("FED3060", "--rule", "krum", "--arg", "byzantine=1")]
    [InlineData("FED1040", "--rule", "krumm")]
    [InlineData("FED1040", "--rule", "krum")]
    [InlineData("FED1040", "--rule", "krum", "--arg", "byzantine=0.5")]
    [InlineData("FED1040", "--rule", "median", "--arg", "byzantine=1")]
    [InlineData("FED1040", "--examples", "1,2")]
    [InlineData("FED1040", "--examples", "1,2,x")]
    [InlineData("FED3013", "--examples", "0,0,0")]
    public async Task What_cannot_be_is_refused_with_its_code(string code, params string[] arguments)
    {
        var ran = await CommandLine.RunAsync(["aggregate", Write("a", 1, 2, 3, 4), Write("b", 1, 2, 3, 4), Write("c", 1, 2, 3, 4), .. arguments]);

        Assert.NotEqual(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains(code, ran.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] HalfFile(float[] values)
    {
        var header = Encoding.ASCII.GetBytes("""{"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"F16","shape":[700,501],"data_offsets":[6,701406]}}""");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. values.SelectMany(value => BitConverter.GetBytes((Half)value))];
    }

    private string Write(string name, params float[] values)
    {
        var path = Path.Combine(_folder.Path, name + ".safetensors");
        File.WriteAllBytes(path, Safetensors.Write(Layout, values));
        return path;
    }
}
