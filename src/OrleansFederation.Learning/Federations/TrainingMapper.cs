using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Maps the local training of a spec.</summary>
internal static class TrainingMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="training">The section.</param>
    public static TrainingSpec Map(SpecValue training)
    {
        TrainingSpec standard = new();
        var betas = training["betas"].Items.ToList();
        TrainingSpec mapped = new()
        {
            Optimizer = training["optimizer"].Text switch { "adam" => OptimizerKind.Adam, "adamw" => OptimizerKind.AdamW, _ => standard.Optimizer },
            LearningRate = training["learningRate"].Number ?? standard.LearningRate,
            BatchSize = training["batchSize"].Whole ?? standard.BatchSize,
            Epochs = training["epochs"].Whole ?? standard.Epochs,
            Budget = training["budget"].Duration,
            Momentum = training["momentum"].Number ?? standard.Momentum,
            Nesterov = training["nesterov"].Flag ?? standard.Nesterov,
            WeightDecay = training["weightDecay"].Number ?? standard.WeightDecay,
            Beta1 = betas.ElementAtOrDefault(0).Number ?? standard.Beta1,
            Beta2 = betas.ElementAtOrDefault(1).Number ?? standard.Beta2,
            Schedule = ScheduleMapper.Map(training["schedule"]),
        };
        return ObjectiveMapper.Map(mapped, training);
    }
}
