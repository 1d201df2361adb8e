using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Filters;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>A receipt that cannot be of what was asked is its client's failure.</summary>
public sealed class ReceiptChecksTests
{
    private static readonly string Digest = new('a', 64);

    [Fact]
    public void A_sound_receipt_stays_as_it_is()
    {
        var (checks, length) = Of("");
        var receipt = Receipt(length);

        Assert.Same(receipt, checks.Judge(receipt, 0));
    }

    [Fact]
    public void A_failure_stays_as_it_is()
    {
        var failed = Receipt(0) with { Update = null, Failure = FederationErrors.TrainingFailed.At("north", "no power") };

        Assert.Same(failed, Of("").Checks.Judge(failed, 0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-4)]
    public void An_update_of_another_size_is_refused(int off) => AssertRefused(Of(""), length => Receipt(length + off), "bytes, not the");

    [Fact]
    public void A_compressed_update_has_the_size_of_its_filter()
    {
        var (checks, length) = Of(""", "filters": ["int8"]""");
        var (_, plain) = Of("");

        Assert.True(length < plain);
        Assert.Null(checks.Judge(Receipt(length), 2).Failure);
        Assert.Equal(FederationErrors.UpdateMismatch.Code, checks.Judge(Receipt(plain), 2).Failure!.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("../../../../etc/passwd")]
    public void A_digest_that_is_none_is_refused(string digest) =>
        AssertRefused(Of(""), length => Receipt(length) with { Update = new(digest, length) }, "no SHA-256");

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(0, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    [InlineData(3, 0, false)]
    [InlineData(3, null, false)]
    public void A_cluster_is_named_where_there_are_some_and_is_one_of_them(int clusters, int? named, bool isSound)
    {
        var spec = SpecReader.Read(SpecSamples.Small).OrThrow().Spec;
        var model = ModelPlan.Create(spec.Model);
        var update = Safetensors.Opening(model.Layout).Length + model.Layout.Length * sizeof(float);

        var judged = new ReceiptChecks(spec, model, clusters).Judge(Receipt(update) with { Cluster = named }, 0);

        Assert.Equal(isSound, judged.Failure is null);
    }

    [Fact]
    public void No_update_is_refused() => AssertRefused(Of(""), length => Receipt(length) with { Update = null }, "names no update");

    [Fact]
    public void Fewer_than_no_examples_are_refused() => AssertRefused(Of(""), length => Receipt(length) with { Examples = -3 }, "-3 examples");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.5)]
    public void A_norm_that_is_none_is_refused(double norm) => AssertRefused(Of(""), length => Receipt(length) with { Norm = norm }, "norm");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Steps_that_are_no_number_are_refused(double steps) => AssertRefused(Of(""), length => Receipt(length) with { LocalSteps = steps }, "steps");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void A_time_that_is_none_is_refused(double seconds) => AssertRefused(Of(""), length => Receipt(length) with { Seconds = seconds }, "seconds");

    [Fact]
    public void Work_that_nobody_did_or_ordered_is_refused()
    {
        var (checks, length) = Of("");
        var receipt = Receipt(length) with { Steps = 8, Trained = 100 };

        Assert.Same(receipt, checks.Judge(receipt, 0, stepsAtMost: 8));
        Assert.EndsWith("8 steps, and 7 were the most", checks.Judge(receipt, 0, stepsAtMost: 7).Failure!.Cause, StringComparison.Ordinal);
        AssertRefused((checks, length), length => receipt with { Steps = 0 }, "0 steps");
        AssertRefused((checks, length), length => receipt with { Trained = -5 }, "-5 examples trained on");
    }

    [Fact]
    public void A_rule_that_weighs_by_the_loss_of_the_base_needs_it()
    {
        const string Fair = """, "aggregation": { "qfedavg": { "learningRate": 0.1 } }""";

        AssertRefused(Of(Fair), length => Receipt(length), "by which qfedavg weighs");
        AssertRefused(Of(Fair), length => Receipt(length) with { InitialLoss = double.NaN }, "loss of the round's base");
    }

    [Fact]
    public void Control_variates_are_worked_out_by_steps_of_which_there_is_one_at_least()
    {
        const string Scaffold = """, "training": { "scaffold": true }""";
        var (checks, length) = Of(Scaffold);

        Assert.Null(checks.Judge(Receipt(length), 0).Failure);
        AssertRefused((checks, length), size => Receipt(size) with { LocalSteps = null }, "no step");
        AssertRefused((checks, length), size => Receipt(size) with { LocalSteps = 1e-9 }, "no step");
        Assert.Null(Of("").Checks.Judge(Receipt(length) with { LocalSteps = null }, 0).Failure);
    }

    private static void AssertRefused((ReceiptChecks Checks, long Length) of, Func<long, TaskReport> receipt, string why)
    {
        var judged = of.Checks.Judge(receipt(of.Length), 0);

        Assert.Null(judged.Update);
        Assert.Equal((FederationErrors.UpdateMismatch.Code, "client small.1"), (judged.Failure!.Code, judged.Failure.Place));
        Assert.Contains(why, judged.Failure.Cause, StringComparison.Ordinal);
    }

    private static TaskReport Receipt(long length) => new()
    {
        Key = new(TaskKind.Train, "small", 3, "small.1", 1),
        Site = "north",
        Update = new(Digest, length),
        Examples = 10,
        Norm = 0.5,
        LocalSteps = 4,
    };

    private static (ReceiptChecks Checks, long Length) Of(string more)
    {
        var spec = SpecReader.Read($$"""
            {
              "federation": "small",
              "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
              "data": { "format": "digits" },
              "clients": { "simulate": 3 },
              "rounds": 4{{more}}
            }
            """).OrThrow().Spec;
        var model = ModelPlans.Of(spec.Model);
        return (new(spec, model), UpdateEncoding.Of(spec, model.Layout, 3, 0)?.Length ?? Safetensors.Write(model.Layout, new float[model.Layout.Length]).Length);
    }
}
