using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Runs;

namespace OrleansFederation.Console;

/// <summary>Events as lines, for people and for programs.</summary>
public sealed class EventTextTests
{
    [Fact]
    public void Every_kind_of_event_but_progress_has_a_line_for_people()
    {
        var silent = Enum.GetValues<FederationEventKind>().Where(kind => EventText.Of("digits", 10, new FederationEvent { Kind = kind, Round = 1 }) is null);

        Assert.Equal([FederationEventKind.ClientProgress, FederationEventKind.DataReading, FederationEventKind.CohortProgress], silent);
    }

    [Fact]
    public void A_committed_round_is_told_with_version_duration_and_figures() =>
        Assert.Equal(
            "digits round 2/10: committed as v2 after 4.5 s, accuracy 0.800, loss 1.000",
            EventText.Of("digits", 10, Samples.Committed(2, 0.8, 1)));

    [Fact]
    public void A_json_line_has_the_fields_of_its_kind_and_no_others()
    {
        var line = JsonForm.Text(JsonForm.Document(EventText.Json("digits", Samples.Committed(2, 0.8, 1) with { At = Samples.Now, Sequence = 17 })));

        Assert.Equal(
            """{"schema":1,"event":"round-committed","federation":"digits","at":"2026-11-24T12:00:00+00:00","round":2,"central":{"loss":1,"accuracy":0.8,"examples":100},"version":2,"seconds":4.5}""",
            line);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_null_in_json()
    {
        var line = JsonForm.Text(EventText.Json("digits", new FederationEvent { Kind = FederationEventKind.ClientProgress, Round = 1, Client = "digits.0", Loss = double.NaN }));

        Assert.DoesNotContain("NaN", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_line_says_how_it_ended_and_with_which_exit_code() =>
        Assert.Equal(
            """{"schema":1,"event":"terminal","federation":"digits","status":"finished","exitCode":0}""",
            JsonForm.Text(JsonForm.Document(EventText.Terminal("digits", "finished", ExitCodes.Ok))));
}
