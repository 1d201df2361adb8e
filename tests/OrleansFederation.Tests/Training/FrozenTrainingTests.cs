using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Training;

/// <summary>Frozen parameters do not change, and adapters do.</summary>
public sealed class FrozenTrainingTests : IDisposable
{
    private static readonly TrainingSpec AdamW = new() { Optimizer = OptimizerKind.AdamW, LearningRate = 0.01, WeightDecay = 0.1, BatchSize = 16, Epochs = 2 };

    private readonly LocalTrainer _trainer = new(TimeProvider.System, new TrainingLanes(2, 16));

    public void Dispose() => _trainer.Dispose();

    [Fact]
    public async Task Frozen_parameters_and_averages_are_zero_in_the_update_and_all_others_are_not()
    {
        var model = Samples.Cnn with { Freeze = ["0", "1"] };

        var update = await TrainAsync(model);

        Assert.All(ModelPlan.Create(model).Layout.Entries, entry =>
        {
            var values = update.AsSpan(entry.Offset, entry.Length).ToArray();
            if (entry.Kind == ParameterKind.Frozen)
            {
                Assert.All(values, value => Assert.Equal(0, value));
            }
            else
            {
                Assert.Contains(values, value => value != 0);
            }
        });
    }

    [Fact]
    public async Task Of_an_adapted_model_adapters_change_and_what_begins_afresh()
    {
        var model = Samples.Cnn with { From = new("base", 1, null, ["9.bias"]), Lora = new(2, 8, ["*"]) };

        var update = await TrainAsync(model);

        var changed = ModelPlan.Create(model).Layout.Entries.Where(entry => update.AsSpan(entry.Offset, entry.Length).ContainsAnyExcept(0f));
        Assert.Equal(["9.bias", "9.lora_a", "9.lora_b"], changed.Select(entry => entry.Name));
    }

    private async Task<float[]> TrainAsync(ModelSpec model) =>
        (await _trainer.TrainAsync(Samples.Request(model, Samples.Data([2, 10, 10], 48, 3), AdamW), null, TestContext.Current.CancellationToken)).Update;
}
