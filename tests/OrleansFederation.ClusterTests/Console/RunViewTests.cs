using OrleansFederation.Federations;
using OrleansFederation.Rounds;
using OrleansFederation.Runs;

namespace OrleansFederation.Console;

/// <summary>What is known of a run is the sum of its events.</summary>
public sealed class RunViewTests
{
    [Fact]
    public void An_event_that_comes_twice_counts_once()
    {
        var once = Samples.Run().Apply(Samples.Committed(3, 0.9, 0.4));

        var twice = once.Apply(Samples.Committed(3, 0.9, 0.4));

        Assert.Equal(once.Accuracies, twice.Accuracies);
        Assert.Equal(3, twice.Committed.Count);
    }

    [Fact]
    public void What_was_committed_before_one_began_to_look_is_part_of_the_view()
    {
        var view = RunView.Of(Samples.Federation(), [Samples.Round(1, 0.5), Samples.Round(2, 0.6), Samples.Round(3, 0.7)]);

        Assert.Equal([0.5, 0.6, 0.7], view.Accuracies);
    }

    [Fact]
    public void Progress_that_arrives_late_does_not_undo_a_finished_client()
    {
        var late = new FederationEvent { Kind = FederationEventKind.ClientProgress, Round = 3, Client = "digits.1", Fraction = 0.9 };

        var client = Samples.Run().Apply(late).Clients.Single(client => client.Client == "digits.1");

        Assert.Equal(ClientActivity.Done, client.Activity);
        Assert.Equal(1, client.Fraction);
    }

    [Fact]
    public void A_client_reads_before_it_trains_and_never_after()
    {
        var reading = new FederationEvent { Kind = FederationEventKind.DataReading, Round = 3, Client = "digits.9", Fraction = 0.25, Examples = 1000 };
        var training = new FederationEvent { Kind = FederationEventKind.ClientProgress, Round = 3, Client = "digits.9", Fraction = 0.1 };

        var read = Samples.Run().Apply(reading);

        Assert.Equal((ClientActivity.Reading, 0.25), Of(read));
        Assert.Equal((ClientActivity.Training, 0.1), Of(read.Apply(training).Apply(reading)));

        static (ClientActivity, double) Of(RunView view) => view.Clients.Where(client => client.Client == "digits.9").Select(client => (client.Activity, client.Fraction)).Single();
    }

    [Fact]
    public void An_event_of_an_earlier_round_does_not_touch_the_clients_of_this_one()
    {
        var stray = new FederationEvent { Kind = FederationEventKind.ClientFailed, Round = 2, Client = "digits.0" };

        Assert.Equal(Samples.Run().Clients, Samples.Run().Apply(stray).Clients);
    }

    [Fact]
    public void A_client_of_whom_the_cohort_did_not_tell_is_added()
    {
        var unknown = new FederationEvent { Kind = FederationEventKind.ClientProgress, Round = 3, Client = "digits.9", Fraction = 0.5 };

        Assert.Equal(ClientActivity.Training, Samples.Run().Apply(unknown).Clients.Single(client => client.Client == "digits.9").Activity);
    }

    [Theory]
    [InlineData(FederationEventKind.Finished, true)]
    [InlineData(FederationEventKind.Failed, true)]
    [InlineData(FederationEventKind.Stopped, true)]
    [InlineData(FederationEventKind.RoundFailed, false)]
    [InlineData(FederationEventKind.RoundCommitted, false)]
    public void Only_the_end_of_the_federation_is_terminal(FederationEventKind kind, bool expected) =>
        Assert.Equal(expected, FederationEvents.IsTerminal(kind));

    [Fact]
    public void Who_begins_to_look_in_the_middle_of_a_round_sees_what_its_clients_have_done()
    {
        var view = RunView.Of(Samples.Federation(), []).With(Samples.Round(4) with { Phase = RoundPhase.Training });

        Assert.Equal(4, view.Round);
        Assert.Equal([ClientActivity.Done, ClientActivity.Failed], view.Clients.Select(client => client.Activity));
    }
}
