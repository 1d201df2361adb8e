using System.Text.Json.Nodes;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Runs;

namespace OrleansFederation.Console;

/// <summary>The document in which a run ends for programs.</summary>
public sealed class RunDocumentTests
{
    private static readonly JsonObject Document = JsonForm.Document(RunDocument.Of(new RunResult(
        Samples.Federation(status: FederationStatus.Finished, round: 2), SpecFacts.Of(Samples.Spec), [Samples.Round(1), Samples.Round(2) with { Federated = null }], null, null, [], null)));

    [Fact]
    public void It_has_exactly_the_promised_members() =>
        Assert.Equal(["schema", "federation", "status", "rounds", "model"], Document.Select(member => member.Key));

    [Fact]
    public void A_round_has_exactly_the_promised_members() =>
        Assert.Equal(
            ["round", "seconds", "trainSeconds", "evaluateSeconds", "overheadSeconds", "bytesUp", "bytesDown", "central", "federated", "clients"],
            Document["rounds"]![0]!.AsObject().Select(member => member.Key));

    [Fact]
    public void Figures_are_loss_and_accuracy() =>
        Assert.Equal("""{"loss":1.25,"accuracy":0.5}""", Document["rounds"]![0]!["central"]!.ToJsonString());

    [Fact]
    public void Figures_that_were_not_taken_are_null() =>
        Assert.Null(Document["rounds"]![1]!["federated"]);

    [Fact]
    public void The_model_is_named_with_version_and_digest() =>
        Assert.Equal($$"""{"name":"digits-model","version":2,"digest":"{{new string('b', 64)}}"}""", Document["model"]!.ToJsonString());

    [Fact]
    public void A_client_says_why_it_failed() =>
        Assert.Equal("FED3001", Document["rounds"]![0]!["clients"]![1]!["failure"]!["code"]!.GetValue<string>());

    [Fact]
    public void It_is_written_on_one_line() =>
        Assert.DoesNotContain('\n', JsonForm.Text(Document));
}
