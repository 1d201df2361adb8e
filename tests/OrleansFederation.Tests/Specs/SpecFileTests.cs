using System.Globalization;
using System.Text;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Randomness;

namespace OrleansFederation.Specs;

public sealed class SpecFileTests
{
    private const string Yaml = """
        # a comment
        federation: small
        model:
          input: [1, 28, 28]
          layers:
            - flatten
            - linear: { out: 10 }
          loss: crossEntropy
        data: { format: digits }
        clients: { simulate: 3 }
        rounds: 2
        """;

    [Fact]
    public void Yaml_becomes_the_json_that_the_reader_takes()
    {
        var file = SpecFile.Parse(Yaml, "small.yaml");

        Assert.Equal("""{"federation":"small","model":{"input":[1,28,28],"layers":["flatten",{"linear":{"out":10}}],"loss":"crossEntropy"},"data":{"format":"digits"},"clients":{"simulate":3},"rounds":2}""", file.Json);
        Assert.Empty(SpecReader.Read(file.Json).Problems);
    }

    [Theory]
    [InlineData("no", "\"no\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("'3'", "\"3\"")]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("tRUE", "\"tRUE\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("007", "7")]
    [InlineData("+1", "1")]
    [InlineData("-0.50", "-0.50")]
    [InlineData(".5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("1e-3", "1e-3")]
    [InlineData("1E+3", "1E+3")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("2026-01-31", "\"2026-01-31\"")]
    [InlineData(".nan", "\".nan\"")]
    [InlineData("-.inf", "\"-.inf\"")]
    [InlineData("10m", "\"10m\"")]
    [InlineData("!!str 3", "\"3\"")]
    [InlineData("${FED_DATA}/mnist", "\"${FED_DATA}/mnist\"")]
    [InlineData("|\n  two\n  lines", "\"two\\nlines\"")]
    public void Scalars_are_typed_by_the_core_schema_of_yaml_1_2(string scalar, string json) =>
        Assert.Equal($$"""{"key":{{json}}}""", SpecFile.Parse($"key: {scalar}", "a.yaml").Json);

    [Theory]
    [InlineData("rounds", 11, 1)]
    [InlineData("model.input[1]", 4, 14)]
    [InlineData("model.layers[1]", 7, 7)]
    [InlineData("model.layers[1].out", 7, 17)]
    [InlineData("data.path", 9, 1)]
    [InlineData("training.learningRate", 1, 1)]
    [InlineData("clients.simulate", 10, 12)]
    [InlineData("(spec)", 2, 1)]
    public void A_spec_path_has_a_line_and_a_column(string path, int line, int column)
    {
        var position = SpecFile.Parse(Yaml, "small.yaml").Find(path);

        // What is missing stands where its nearest surroundings begin; the document begins after its comment.
        Assert.Equal(new(path == "training.learningRate" ? 2 : line, column), position);
    }

    [Fact]
    public void A_json_file_has_lines_and_columns_too()
    {
        var file = SpecFile.Parse("{\n  \"é\": 1, \"rounds\": [\n 1, \"x\" ] }", "spec.json");

        Assert.Equal(new SpecPosition(2, 11), file.Find("rounds"));
        Assert.Equal(new SpecPosition(3, 5), file.Find("rounds[1]"));
    }

    [Fact]
    public void Json_and_yaml_of_the_same_spec_have_the_same_digest()
    {
        var yaml = SpecFile.Parse(Yaml, "small.yaml");

        var json = SpecFile.Parse(yaml.Json, "small.json");

        Assert.Equal(SpecReader.Read(yaml.Json).Document, SpecReader.Read(json.Json).Document);
    }

    [Fact]
    public void A_problem_is_located_in_the_file()
    {
        var file = SpecFile.Parse(Yaml.Replace("rounds: 2", "rounds: none", StringComparison.Ordinal), "dir/small.yaml");

        var problem = file.Locate(Assert.Single(SpecReader.Read(file.Json).Problems));

        Assert.Equal("dir/small.yaml:11:1 (rounds)", problem.Place);
    }

    [Fact]
    public void A_problem_of_another_place_keeps_it()
    {
        var problem = FederationErrors.DataNotFound.At("/data/model.bin", "there is no such folder");

        Assert.Equal(problem, SpecFile.Parse(Yaml, "small.yaml").Locate(problem));
    }

    [Theory]
    [InlineData("a: [1, 2", "a.yaml:2:1")]
    [InlineData("a: 1\n b: 2", "a.yaml:2:")]
    [InlineData("a: 1\nb: 2\na: 3", "a.yaml:3:1")]
    [InlineData("a: {b: 1, b: 2}", "a.yaml:1:11")]
    [InlineData("a: *nowhere", "a.yaml:1:4")]
    [InlineData("a: &a [*a]", "a.yaml:1:")]
    [InlineData("a: !thing 1", "a.yaml:1:4")]
    [InlineData("? [1]\n: 2", "a.yaml:1:3")]
    [InlineData("a: 1\n---\nb: 2", "a.yaml:2:1")]
    [InlineData("a: \"\\ud800\"", "a.yaml:1:")]
    [InlineData("", "a.yaml:1:1")]
    [InlineData("# nothing", "a.yaml:1:1")]
    public void Malformed_yaml_is_FED1007_with_line_and_column(string yaml, string place)
    {
        var fault = Assert.Throws<FederationException>(() => SpecFile.Parse(yaml, "a.yaml"));

        Assert.Equal("FED1007", fault.Code);
        Assert.StartsWith(place, fault.Problems[0].Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"a\": 1,\n \"a\": 2 }", "a.json:2:2")]
    [InlineData("{ \"a\": nope }", "a.json:1:9")]
    [InlineData("{ \"a\": 1 } 2", "a.json:1:12")]
    [InlineData("{ \"a\": \"\\ud800\" }", "a.json:1:8")]
    [InlineData("{\n  \"a\":", "a.json:2:")]
    [InlineData("", "a.json:1:1")]
    public void Malformed_json_is_FED1007_with_line_and_column(string json, string place)
    {
        var fault = Assert.Throws<FederationException>(() => SpecFile.Parse(json, "a.json"));

        Assert.Equal("FED1007", fault.Code);
        Assert.StartsWith(place, fault.Problems[0].Place, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_stands_for_its_anchor()
    {
        var file = SpecFile.Parse("a: &data { format: digits }\nb: *data", "a.yaml");

        Assert.Equal("""{"a":{"format":"digits"},"b":{"format":"digits"}}""", file.Json);
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        StringBuilder yaml = new("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 30; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        var fault = Assert.Throws<FederationException>(() => SpecFile.Parse(yaml.ToString(), "bomb.yaml"));

        Assert.Equal("FED1007", fault.Code);
    }

    [Theory]
    [InlineData("a.yaml", false)]
    [InlineData("a.json", false)]
    [InlineData("a.yaml", true)]
    public void Nesting_is_bounded(string name, bool aliases)
    {
        var text = aliases
            ? "a0: &a0 [1]\n" + string.Concat(Enumerable.Range(1, 5000).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"))
            : new string('[', 200_000);

        Assert.Equal("FED1007", Assert.Throws<FederationException>(() => SpecFile.Parse(text, name)).Code);
    }

    [Fact]
    public void A_text_beyond_a_megabyte_is_refused() =>
        Assert.Equal("FED1007", Assert.Throws<FederationException>(() => SpecFile.Parse("a: " + new string('x', SpecFile.MaximumBytes), "a.yaml")).Code);

    [Fact]
    public void A_missing_file_and_a_folder_are_FED1006()
    {
        Assert.Equal("FED1006", Assert.Throws<FederationException>(() => SpecFile.Read("no-such-file.yaml")).Code);
        Assert.Equal("FED1006", Assert.Throws<FederationException>(() => SpecFile.Read(Path.GetTempPath())).Code);
    }

    [Fact]
    public void A_file_may_begin_with_a_byte_order_mark_and_must_be_utf_8()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "a: é"u8]);
            Assert.Equal("""{"a":"é"}""", SpecFile.Read(path).Json);

            File.WriteAllBytes(path, [(byte)'a', (byte)':', (byte)' ', 0xFF]);
            var fault = Assert.Throws<FederationException>(() => SpecFile.Read(path));
            Assert.Equal(("FED1007", $"{path}, byte 3"), (fault.Code, fault.Problems[0].Place));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Whatever_text_comes_it_is_read_or_FED1007()
    {
        SeededRandom random = new(11);
        const string Special = "[]{}:,-#&*!|>'\"%@`?\n\t ~<.0x";
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder(Yaml);
            for (var edits = 1 + random.NextInt(5); edits > 0; edits--)
            {
                var at = random.NextInt(text.Length);
                _ = random.NextInt(3) switch
                {
                    0 => text.Remove(at, Math.Min(text.Length - at, 1 + random.NextInt(10))),
                    1 => text.Insert(at, Special[random.NextInt(Special.Length)]),
                    _ => text.Insert(at, (char)random.NextInt(0x10000)),
                };
            }

            foreach (var name in new[] { "a.yaml", "a.json" })
            {
                try
                {
                    SpecReader.Read(SpecFile.Parse(text.ToString(), name).Json);
                }
                catch (FederationException fault)
                {
                    Assert.Equal("FED1007", fault.Code);
                }
            }
        }
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("mnist")]
    public void The_specs_that_ship_have_no_problems(string name)
    {
        var file = SpecFile.Read(Path.Combine(TestFiles.Repository, "src", "OrleansFederation.Console", "Specs", name + ".yaml"));

        var result = SpecReader.Read(file.Json);

        Assert.Empty(result.Problems);
        Assert.Equal(name, result.Spec!.Name);
    }
}
