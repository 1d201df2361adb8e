using OrleansFederation.Clients;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

public sealed class FoldSpecTests
{
    private const string Table = """
        {
          "federation": "table",
          "model": { "input": [1], "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
          "data": { "format": "csv", "path": "/t.csv", "columns": [{ "a": "number" }], "target": { "column": "y", "classes": { "n": 0, "p": 1 } } },
          "clients": { "simulate": 4 },
          "rounds": 2,
          "fold": { "index": 1, "of": 3, "seed": 9, "train": [3, 0], "test": [2] }
        }
        """;

    [Fact]
    public void A_fold_is_read_and_written_and_what_has_none_does_not_say_so()
    {
        var read = SpecReader.Read(Table).OrThrow();

        Assert.Equal((1, 3, 9L, false), (read.Spec.Fold!.Index, read.Spec.Fold.Of, read.Spec.Fold.Seed, read.Spec.Fold.Pool));
        Assert.Equal([0, 3], read.Spec.Fold.Train!);
        Assert.Equal([2], read.Spec.Fold.Test!);
        Assert.Equal(read.Document.Digest, SpecReader.Read(read.Document.Json).OrThrow().Document.Digest);
        Assert.DoesNotContain("fold", SpecReader.Read(SpecSamples.Edit(Table, ("fold", null))).OrThrow().Document.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_trains_takes_part_and_who_tests_does_so_once_after_the_last_round()
    {
        var spec = SpecReader.Read(Table).OrThrow().Spec;
        var roster = ClientRoster.Of(spec);

        Assert.Equal(["table.0", "table.3"], roster.Select(client => client.Id));
        Assert.Equal([0, 3], CohortSelection.Train(spec, roster, 1).Select(client => client.Ordinal));
        Assert.Empty(CohortSelection.Evaluate(spec, roster, 1));
        Assert.Equal(["table.2"], CohortSelection.Evaluate(spec, roster, 2).Select(client => client.Id));
        Assert.Equal([3], ClientRoster.Sources(spec, 3));
    }

    [Fact]
    public void Pooled_the_first_who_trains_does_so_on_the_data_of_all_of_them()
    {
        var spec = SpecReader.Read(SpecSamples.Edit(Table, ("fold.pool", "true"))).OrThrow().Spec;

        Assert.Equal(["table.0"], ClientRoster.Of(spec).Select(client => client.Id));
        Assert.Equal([0, 3], ClientRoster.Sources(spec, 0));
    }

    [Theory]
    [InlineData("data", """{ "format": "digits" }""", "data.format", "test set of its own")]
    [InlineData("data", """{ "format": "idx", "path": "/i" }""", "data.format", "test set of its own")]
    [InlineData("data.split", """{ "train": 0.8, "test": 0.2, "time": "a" }""", "data.split.time", "what came after")]
    [InlineData("fold.index", "3", "fold.index", "not one of 3 folds")]
    [InlineData("fold.train", "[0, 7]", "fold.train", "7 is not the ordinal")]
    [InlineData("fold.test", "[1, 1]", "fold.test", "given twice")]
    [InlineData("evaluation.central", "\"test\"", "evaluation", "by its clients alone")]
    [InlineData("clients.pool", "true", "clients.pool", "told apart")]
    [InlineData("preprocessing", "{ \"fit\": \"client\" }", "preprocessing.fit", "clients that do not")]
    [InlineData("sampling.minimum", "3", "sampling.minimum", "2 clients take part")]
    public void What_cannot_be_dealt_into_folds_is_refused(string path, string json, string place, string cause)
    {
        var problems = SpecReader.Read(SpecSamples.Edit(Table, (path, json))).Problems;

        Assert.Contains(problems, problem => problem.Place == place && problem.Cause.Contains(cause, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Remedy));
    }

    [Fact]
    public void Files_of_the_parts_own_are_refused()
    {
        var own = SpecSamples.Edit(Table, ("data.path", null), ("data.split", """{ "train": "/a.csv", "test": "/b.csv" }"""));

        Assert.Equal("data.split", Assert.Single(SpecReader.Read(own).Problems).Place);
    }
}
