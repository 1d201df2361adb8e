using OrleansFederation.Federations;

namespace OrleansFederation.Preprocessing;

/// <summary>What specs say of preprocessing, and what they may not say.</summary>
public sealed class PreprocessingSpecTests
{
    private const string Columns = """[{ "age": "number" }, { "sex": { "category": ["0", "1"] } }, { "sick": "number" }]""";

    [Fact]
    public void Columns_without_an_input_have_preprocessing_with_its_defaults_and_the_width_that_it_makes()
    {
        var spec = Read(Spec($$"""{ "format": "csv", "path": "/a.csv", "columns": {{Columns}}, "target": "sick" }""")).Spec!;

        Assert.Equal(new PreprocessingSpec(), spec.Preprocessing);
        Assert.Equal([1 + 2 + 2], spec.Model.Input);
        Assert.Equal(["age", "sex"], RawColumns.Of(spec).Select(column => column.Name));
    }

    [Theory]
    [InlineData("\"none\"", "[2]")]
    [InlineData("null", "[2]")]
    public void Columns_with_an_input_and_no_preprocessing_stay_raw(string preprocessing, string input) =>
        Assert.Null(Read(Spec($$"""{ "format": "csv", "path": "/a.csv", "columns": {{Columns}}, "target": "sick" }""", preprocessing, input)).Spec!.Preprocessing);

    [Theory]
    [InlineData("""{ "impute": "mean", "scale": "minmax", "indicators": false }""", Imputation.Mean, Scaling.MinMax, false, 3)]
    [InlineData("""{ "impute": "zero", "scale": "none" }""", Imputation.Zero, Scaling.None, true, 5)]
    public void The_canonical_form_reads_back(string preprocessing, Imputation impute, Scaling scale, bool indicators, int width)
    {
        var read = Read(Spec($$"""{ "format": "csv", "path": "/a.csv", "columns": {{Columns}}, "target": "sick" }""", preprocessing));

        Assert.Equal(new PreprocessingSpec { Impute = impute, Scale = scale, Indicators = indicators }, read.Spec!.Preprocessing);
        Assert.Equal([width], read.Spec.Model.Input);
        Assert.Equal(read.Document, Read(read.Document!.Json).Document);
    }

    [Fact]
    public void What_listed_clients_have_in_common_stands_once()
    {
        var read = Read(Spec(
            $$"""{ "format": "csv", "header": false, "missing": ["?"], "columns": {{Columns}}, "target": "sick" }""",
            clients: """[{ "id": "a", "site": "s", "data": { "path": "/a.csv" } }, { "id": "b", "site": "t", "data": { "path": "/b.csv", "header": true } }]"""));

        Assert.Empty(read.Problems);
        Assert.Null(read.Spec!.Data);
        Assert.Equal([("/a.csv", false), ("/b.csv", true)], read.Spec.Clients.Listed!.Select(client => (client.Data.Path, client.Data.Header)));
        Assert.All(read.Spec.Clients.Listed!, client => Assert.Equal(["?"], client.Data.Missing));
        Assert.Equal(read.Document, Read(read.Document!.Json).Document);
    }

    [Fact]
    public void Preprocessing_without_columns_or_pixels_is_FED1009() =>
        Assert.Contains(Read(Spec("""{ "format": "csv", "path": "/a.csv" }""", "{}", "[2]")).Problems, problem => problem is { Code: "FED1009", Place: "preprocessing" });

    [Theory]
    [InlineData("""{ "format": "digits", "train": 90, "test": 90 }""", "[1, 28, 28]", 1, 784)]
    [InlineData("""{ "format": "idx", "path": "/mnist" }""", "[784]", 1, 784)]
    [InlineData("""{ "format": "images", "path": "/scans", "image": { "channels": 3, "height": 8, "width": 9 }, "target": { "classes": { "well": 0, "ill": 1 } } }""", "[3, 8, 9]", 3, 72)]
    public void Images_are_taken_apart_into_the_channels_that_the_model_takes(string data, string input, int channels, int plane)
    {
        var read = Read(Spec(data, "{}", input, flatten: true));
        Assert.Empty(read.Problems);
        var spec = read.Spec!;

        var raw = RawInput.Of(spec);

        Assert.Equal((channels, (int?)plane), (raw.Columns.Count, raw.Plane));
        Assert.Equal(spec.Model.Input, raw.Shape);
    }

    [Fact]
    public void Vectors_of_an_array_file_have_a_column_a_place()
    {
        var raw = RawInput.Of(Read(Spec("""{ "format": "npy", "path": "/a.npz" }""", """{ "indicators": false }""", "[6]")).Spec!);

        Assert.Equal((6, (int?)null), (raw.Columns.Count, raw.Plane));
    }

    [Fact]
    public void Images_that_are_normalised_already_are_refused() =>
        Assert.Contains(
            Read(Spec("""{ "format": "digits", "train": 90, "test": 90, "normalize": { "mean": 0.1, "std": 0.3 } }""", "{}", "[1, 28, 28]", flatten: true)).Problems,
            problem => problem is { Code: "FED1009", Place: "data.normalize" });

    [Fact]
    public void Clients_preprocessing_of_their_own_is_written_and_read_back_and_has_no_central_test()
    {
        var data = $$"""{ "format": "csv", "path": "/a.csv", "columns": {{Columns}}, "target": "sick" }""";

        var read = Read(Spec(data, """{ "fit": "client" }"""));

        Assert.Equal(FittedTo.Client, read.Spec!.Preprocessing!.Fit);
        Assert.Contains("\"fit\":\"client\"", read.Document!.Json, StringComparison.Ordinal);
        Assert.Equal(read.Document, Read(read.Document!.Json).Document);
        Assert.DoesNotContain("\"fit\"", Read(Spec(data, "{}")).Document!.Json, StringComparison.Ordinal);
        Assert.Contains(Read(Spec(data, """{ "fit": "client" }""", rest: """ "evaluation": { "central": "test" },""")).Problems, problem => problem is { Code: "FED1009", Place: "evaluation.central" });
    }

    [Fact]
    public void An_input_of_another_width_is_FED1005_and_says_which() =>
        Assert.Contains(
            Read(Spec($$"""{ "format": "csv", "path": "/a.csv", "columns": {{Columns}}, "target": "sick" }""", "{}", "[13]")).Problems,
            problem => problem is { Code: "FED1005", Place: "model.input" } && problem.Cause.Contains("5 features of 2 columns", StringComparison.Ordinal));

    [Fact]
    public void An_input_that_nothing_says_is_FED1003() =>
        Assert.Contains(Read(Spec("""{ "format": "digits" }""")).Problems, problem => problem is { Code: "FED1003", Place: "model.input" });

    [Fact]
    public void Clients_with_other_inputs_are_named_with_both_lists()
    {
        var problems = Read(Spec(
            """{ "format": "csv", "target": "sick" }""",
            clients: $$"""
                [{ "id": "a", "site": "s", "data": { "path": "/a.csv", "columns": {{Columns}} } },
                 { "id": "b", "site": "t", "data": { "path": "/b.csv", "columns": [{ "age": "number" }, { "weight": "number" }, { "sick": "number" }] } }]
                """)).Problems;

        var problem = Assert.Single(problems, problem => problem.Place == "clients[1].data.columns");
        Assert.Contains("weight", problem.Cause, StringComparison.Ordinal);
        Assert.Contains("sex: 0|1", problem.Cause, StringComparison.Ordinal);
    }

    private static SpecResult Read(string json) => SpecReader.Read(json);

    private static string Spec(string data, string? preprocessing = null, string? input = null, string clients = """{ "simulate": 2 }""", bool flatten = false, string rest = "") => $$"""
        {
          "federation": "table",
          "model": { {{(input is null ? "" : $"\"input\": {input},")}} "layers": [{{(flatten || input is "[1, 28, 28]" ? "\"flatten\"," : "")}} { "linear": 10 }], "loss": "crossEntropy" },
          "data": {{data}},
          {{(preprocessing is null ? "" : $"\"preprocessing\": {preprocessing},")}}
          "clients": {{clients}},{{rest}}
          "rounds": 2
        }
        """;
}
