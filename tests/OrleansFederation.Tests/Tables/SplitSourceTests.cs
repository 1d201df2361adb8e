using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

[Collection("FED_CACHE")]
public sealed class SplitSourceTests : OwnFiles
{
    private const string Shares = """{ "train": 0.6, "validation": 0.2, "test": 0.2, "stratify": true }""";

    [Fact]
    public async Task Parts_are_disjoint_and_fixed_for_the_federation()
    {
        var spec = TableSpecs.Of(TableSpecs.Csv(Rows(100), split: Shares));
        List<float> all = [];

        foreach (var part in new[] { DataPart.Train, DataPart.Validation, DataPart.Test })
        {
            var set = await OpenAsync(spec, part);
            var rows = TableSpecs.Inputs(set).Where((_, i) => i % 2 == 0).ToArray();
            Assert.Equal(rows, TableSpecs.Inputs(await OpenAsync(spec, part)).Where((_, i) => i % 2 == 0));
            Assert.Equal(rows.Length / 2, TableSpecs.Targets(set).Count(target => target == 1));
            all.AddRange(rows);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), all.Order());
    }

    [Fact]
    public async Task Simulated_clients_share_the_training_part_and_none_sees_the_test()
    {
        var spec = TableSpecs.Of(TableSpecs.Csv(Rows(100), split: Shares), clients: """{ "simulate": 3, "partition": { "dirichlet": 1 } }""");
        var test = TableSpecs.Inputs(await OpenAsync(spec, DataPart.Central, -1)).Where((_, i) => i % 2 == 0).ToHashSet();
        List<float> train = [];

        for (var client = 0; client < 3; client++)
        {
            train.AddRange(TableSpecs.Inputs(await OpenAsync(spec, DataPart.Train, client)).Where((_, i) => i % 2 == 0));
        }

        Assert.Equal((60, 20), (train.Distinct().Count(), test.Count));
        Assert.False(train.Exists(test.Contains));
    }

    [Fact]
    public async Task Listed_clients_split_files_of_their_own_each_by_its_id()
    {
        var path = Rows(100);
        var data = TableSpecs.Csv(path, split: Shares);
        var spec = TableSpecs.Of("null", clients: $$"""[{ "id": "a", "site": "s", "data": {{data}} }, { "id": "b", "site": "s", "data": {{data}} }]""");

        var (first, second) = (await OpenAsync(spec, DataPart.Test), await OpenAsync(spec, DataPart.Test, 1));

        Assert.Equal((20, 20), (first.Count, second.Count));
        Assert.NotEqual(TableSpecs.Inputs(first), TableSpecs.Inputs(second));
    }

    [Fact]
    public async Task Groups_and_times_are_no_inputs_and_divide()
    {
        var path = Write("t.csv", "a,b,y,patient,visited\n" + string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},no,{(i % 2 == 0 ? "n" : "p")},p{i / 4},2024-01-{1 + i / 2:00}\n"))));
        var spec = TableSpecs.Of(TableSpecs.Csv(path, split: """{ "train": 0.8, "test": 0.2, "group": "patient", "time": "visited" }"""));

        var test = TableSpecs.Inputs(await OpenAsync(spec, DataPart.Test));

        Assert.Equal(Enumerable.Range(32, 8).Select(i => (float)i), test.Where((_, i) => i % 2 == 0));
    }

    [Fact]
    public async Task Parts_may_have_files_of_their_own()
    {
        var data = $$"""{ "format": "csv", "columns": {{TableSpecs.Columns}}, "target": { "column": "y", "classes": { "n": 0, "p": 1 } }, "split": { "train": "{{Write("a.csv", "a,b,y\n1,no,n\n")}}", "test": "{{Write("b.csv", "a,b,y\n2,no,n\n3,no,p\n")}}" } }""";

        Assert.Equal((1, 2), ((await OpenAsync(TableSpecs.Of(data))).Count, (await OpenAsync(TableSpecs.Of(data), DataPart.Test)).Count));
        Assert.Equal("FED1029", (await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(data), DataPart.Validation))).Code);
    }

    [Fact]
    public async Task A_group_in_two_files_is_refused()
    {
        var (train, test) = (Write("a.csv", "a,b,y,who\n1,no,n,ann\n2,no,n,bob\n"), Write("b.csv", "a,b,y,who\n3,no,p,eve\n2,no,n,bob\n"));
        var data = $$"""{ "format": "csv", "columns": {{TableSpecs.Columns}}, "target": { "column": "y", "classes": { "n": 0, "p": 1 } }, "split": { "train": "{{train}}", "test": "{{test}}", "group": "who" } }""";

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(data)));

        Assert.Equal(("FED1032", test), (fault.Code, fault.Problems[0].Place));
        Assert.Contains("1 rows, the first the 2.", fault.Problems[0].Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,no,n,,2024-01-01", "the record belongs to no group")]
    [InlineData("1,no,n,ann,01/02/2024", "'01/02/2024' is neither a number nor a date such as 2024-01-31")]
    public async Task A_row_without_group_or_time_is_refused(string row, string cause)
    {
        var path = Write("t.csv", $"a,b,y,patient,visited\n{row}\n");

        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(TableSpecs.Of(TableSpecs.Csv(path, split: """{ "train": 0.8, "test": 0.2, "group": "patient", "time": "visited" }"""))));

        Assert.Equal(("FED1026", cause), (fault.Code, fault.Problems[0].Cause));
    }

    private string Rows(int count) => Write("rows.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},no,{(i % 2 == 0 ? "n" : "p")}\n"))));
}
