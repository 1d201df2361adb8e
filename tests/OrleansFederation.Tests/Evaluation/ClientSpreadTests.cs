namespace OrleansFederation.Evaluation;

public sealed class ClientSpreadTests
{
    [Fact]
    public void Mean_worst_tenth_and_variance_are_over_clients_whatever_their_size()
    {
        Metrics[] clients = [new(10, 0, 5), new(1000, 0, 1000), new(4, 0, 1)];

        var spread = ClientSpreads.Of(clients)!;

        Assert.Equal(("accuracy", 3), (spread.Metric, spread.Clients));
        Assert.Equal(1.75 / 3, spread.Mean, 1e-12);
        Assert.Equal(0.25, spread.WorstDecile, 1e-12);
        Assert.Equal((Square(0.5 - 1.75 / 3) + Square(1 - 1.75 / 3) + Square(0.25 - 1.75 / 3)) / 3, spread.Variance, 1e-12);
    }

    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(10, 0.01)]
    [InlineData(11, 0.015)]
    [InlineData(20, 0.015)]
    [InlineData(30, 0.02)]
    public void The_worst_tenth_is_rounded_up(int clients, double expected) =>
        Assert.Equal(expected, ClientSpreads.Of(Enumerable.Range(1, clients).Reverse().Select(correct => new Metrics(100, 0, correct)))!.WorstDecile, 1e-12);

    [Fact]
    public void Of_a_regression_the_worst_have_the_largest_error()
    {
        var spread = ClientSpreads.Of([new(2, 2, null), new(2, 18, null), new(0, 0, null)])!;

        Assert.Equal(("rootMeanSquaredError", 2, 2.0, 3.0, 1.0), (spread.Metric, spread.Clients, spread.Mean, spread.WorstDecile, spread.Variance));
    }

    [Fact]
    public void Nobody_has_no_spread()
    {
        Assert.Null(ClientSpreads.Of([]));
        Assert.Null(ClientSpreads.Of([Metrics.None]));
    }

    private static double Square(double value) => value * value;
}
