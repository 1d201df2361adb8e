using OrleansFederation.Clients;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;

namespace OrleansFederation.CrossValidation;

public sealed class ValidationPlanTests
{
    private static readonly ValidationOptions Options = new(5, 3, 1, Enum.GetValues<ValidationColumn>());

    [Fact]
    public void There_is_a_federation_for_every_column_fold_repeat_and_site_and_all_are_valid()
    {
        var runs = ValidationPlan.Of(Hospitals(), Options);

        Assert.Equal(15 * (1 + 1 + 3 + 3), runs.Count);
        Assert.Equal(runs.Count, runs.Select(run => run.Spec.Name).Distinct().Count());
        Assert.All(runs, run => Assert.Empty(SpecReader.Read(CanonicalJson.Write(run.Spec).Json).Problems));
    }

    [Fact]
    public void A_defence_goes_on_where_a_fold_has_updates_enough_and_without_what_needs_a_central_test_set()
    {
        var spec = Hospitals();
        var defended = spec with { Defence = new(new Dictionary<string, double> { ["loss"] = 3, ["norm"] = 4 }) { Quarantine = new(2, 10, 5) { Reputation = 0.4 } } };

        var runs = ValidationPlan.Of(defended, Options);

        Assert.All(runs, run => Assert.Empty(SpecReader.Read(CanonicalJson.Write(run.Spec).Json).Problems));
        Assert.All(runs.Where(run => run.Column == ValidationColumn.Federated), run => Assert.Equal([new("norm", 4)], run.Spec.Defence!.Scores));
        Assert.All(runs.Where(run => run.Column == ValidationColumn.Federated), run => Assert.Equal(new(2, 10, 5), run.Spec.Defence!.Quarantine));
        Assert.All(runs.Where(run => run.Column is ValidationColumn.Alone or ValidationColumn.Pooled), run => Assert.Null(run.Spec.Defence));
        Assert.All(runs.Where(run => run.Column == ValidationColumn.LeftOut), run => Assert.Equal(ClientRoster.Of(run.Spec).Count >= 3, run.Spec.Defence is not null));
        Assert.All(ValidationPlan.Of(spec with { Defence = new(new Dictionary<string, double> { ["loss"] = 3 }) }, Options), run => Assert.Null(run.Spec.Defence));
    }

    [Fact]
    public void Models_of_the_clients_own_are_cross_validated_and_what_they_are_compared_with_has_none()
    {
        var spec = Hospitals();
        var runs = ValidationPlan.Of(spec with { Personal = new() { FineTune = 1 }, Model = spec.Model with { Kept = ["0.bias"] } }, Options);

        Assert.All(runs, run => Assert.Equal(run.Column is ValidationColumn.Federated or ValidationColumn.LeftOut, run.Spec.Personal is not null && run.Spec.Model.Kept.Count == 1));

        // A site that is left out has no part of its own.
        Assert.All(runs, run => Assert.Equal(
            run.Column is ValidationColumn.LeftOut ? ["personal.keep"] : [],
            SpecReader.Read(CanonicalJson.Write(run.Spec).Json).Problems.Select(problem => problem.Place)));
    }

    [Fact]
    public void The_folds_of_a_repeat_share_a_seed_and_repeats_differ_by_theirs()
    {
        var seeds = ValidationPlan.Of(Hospitals(), Options).GroupBy(run => run.Repeat).Select(repeat => repeat.Select(run => run.Spec.Fold!.Seed).Distinct().Single()).ToArray();

        Assert.Equal(3, seeds.Distinct().Count());
        Assert.All(ValidationPlan.Of(Hospitals(), Options), run => Assert.Equal(Hospitals().Seed, run.Spec.Seed));
    }

    [Fact]
    public void The_site_that_is_left_out_takes_no_part_and_alone_tests()
    {
        foreach (var run in ValidationPlan.Of(Hospitals(), Options).Where(run => run.Column == ValidationColumn.LeftOut))
        {
            Assert.DoesNotContain(ClientRoster.Of(run.Spec), client => client.Site == run.Site);
            Assert.Equal(2, ClientRoster.Of(run.Spec).Select(client => client.Site).Distinct().Count());
            Assert.All(ClientRoster.Testers(run.Spec), client => Assert.Equal(run.Site, client.Site));
        }
    }

    [Fact]
    public void Alone_a_site_trains_with_all_its_clients_and_nobody_else()
    {
        var alone = ValidationPlan.Of(Hospitals(), Options).Where(run => run.Column == ValidationColumn.Alone && run.Site == "east").ToList();

        Assert.All(alone, run => Assert.Equal(["c", "d"], ClientRoster.Of(run.Spec).Select(client => client.Id)));
        Assert.All(alone, run => Assert.Equal(2, run.Spec.Sampling.Minimum));
    }

    [Fact]
    public void More_repeats_find_the_federations_of_fewer_and_other_folds_do_not()
    {
        HashSet<string> Names(ValidationOptions options) => [.. ValidationPlan.Of(Hospitals(), options).Select(run => run.Spec.Name)];

        Assert.Subset(Names(Options), Names(Options with { Repeats = 2, Columns = [ValidationColumn.Federated] }));
        Assert.Empty(Names(Options).Intersect(Names(Options with { Folds = 4 })));
        Assert.Empty(Names(Options).Intersect(Names(Options with { Seed = 2 })));
    }

    [Fact]
    public void The_longest_name_of_a_federation_leaves_room_for_its_folds()
    {
        var spec = Hospitals() with { Name = new string('h', 80) };

        Assert.All(ValidationPlan.Of(spec, Options with { Folds = 100, Repeats = 11 }).TakeLast(8), run => Assert.Empty(SpecReader.Read(CanonicalJson.Write(run.Spec).Json).Problems));
        Assert.Empty(ValidationPlan.Of(spec, Options).Select(run => run.Spec.Name).Intersect(ValidationPlan.Of(spec with { Name = spec.Name[1..] }, Options).Select(run => run.Spec.Name)));
    }

    [Fact]
    public void Clients_at_one_site_are_told_apart_by_client()
    {
        var spec = SpecReader.Read(SpecSamples.Small).OrThrow().Spec;

        Assert.Equal(["client-0", "client-1", "client-2"], ValidationPlan.Sites(spec).Select(site => site.Name));
        Assert.Equal("client-2", ValidationPlan.ShortName(spec with { Name = "small.fold" }, "small.fold.2"));
        Assert.Equal(["east", "north", "west"], ValidationPlan.Sites(Hospitals()).Select(site => site.Name));
    }

    [Fact]
    public void A_fold_runs_all_its_rounds_and_what_it_is_compared_with_is_plain_training()
    {
        var spec = Hospitals() with
        {
            Server = new("momentum", new Dictionary<string, double> { ["learningRate"] = 1, ["momentum"] = 0.9 }),
            Stop = new(new("accuracy", WatchedSet.Federated)) { Target = 0.5 },
            Gate = new(new("loss", WatchedSet.Federated), 0.1),
        };

        var runs = ValidationPlan.Of(spec, Options);

        Assert.All(runs, run => Assert.Empty(SpecReader.Read(CanonicalJson.Write(run.Spec).Json).Problems));
        Assert.All(runs, run => Assert.Equal((null, null), (run.Spec.Stop, run.Spec.Gate)));
        Assert.All(runs, run => Assert.Equal(run.Column is ValidationColumn.Federated or ValidationColumn.LeftOut, run.Spec.Server is not null));
    }

    private static FederationSpec Hospitals() => SpecReader.Read($$"""
        {
          "federation": "hospitals", "seed": 4,
          "model": { "input": [1], "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
          "clients": [{{Client("a", "north")}}, {{Client("b", "west")}}, {{Client("c", "east")}}, {{Client("d", "east")}}],
          "rounds": 2, "sampling": { "minimum": 4 }, "evaluation": { "fraction": 1, "minimum": 4 }
        }
        """).OrThrow().Spec;

    private static string Client(string id, string site) =>
        $$"""{ "id": "{{id}}", "site": "{{site}}", "data": { "format": "csv", "path": "/{{id}}.csv", "columns": [{ "a": "number" }], "target": { "column": "y", "classes": { "n": 0, "p": 1 } } } }""";
}
