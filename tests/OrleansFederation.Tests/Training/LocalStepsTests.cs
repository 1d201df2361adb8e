namespace OrleansFederation.Training;

public sealed class LocalStepsTests
{
    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.AdamW)]
    public void A_step_without_memory_counts_as_one(OptimizerKind optimizer) =>
        Assert.Equal(17, LocalSteps.Of(new() { Optimizer = optimizer }, 0.3, 0, 17));

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.9, 12)]
    public void Momentum_counts_as_the_paper_has_it(double momentum, int steps)
    {
        var expected = Enumerable.Range(0, steps).Sum(k => (1 - Math.Pow(momentum, steps - k)) / (1 - momentum));

        Assert.Equal(expected, LocalSteps.Of(new() { Momentum = momentum }, 1, 0, steps), 1e-9);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.25)]
    public void A_proximal_term_counts_as_the_paper_has_it(double rate)
    {
        var pull = 0.1 * rate * 0.5;

        Assert.Equal((1 - Math.Pow(1 - pull, 20)) / pull, LocalSteps.Of(new() { LearningRate = 0.1 }, rate, 0.5, 20), 1e-9);
    }

    [Theory]
    [InlineData(0.0, false, 0.7)]
    [InlineData(0.6, false, 0.0)]
    [InlineData(0.6, true, 0.0)]
    [InlineData(0.6, true, 0.7)]
    public void A_constant_gradient_carries_the_optimiser_as_far(double momentum, bool nesterov, double proximal)
    {
        TrainingSpec training = new() { LearningRate = 0.05, Momentum = momentum, Nesterov = nesterov };
        using var optimizer = LocalOptimizers.Create(training, 1);
        float[] value = [0];

        for (var step = 0; step < 9; step++)
        {
            float[] gradient = [1];
            ProximalTerm.Add<float>((float)proximal, value, [0], gradient);
            optimizer.Begin();
            optimizer.Step(0, value, gradient);
        }

        Assert.Equal(-value[0] / 0.05, LocalSteps.Of(training, 1, proximal, 9), 1e-5);
    }
}
