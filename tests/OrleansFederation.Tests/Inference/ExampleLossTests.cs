using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

public sealed class ExampleLossTests
{
    [Fact]
    public void CrossEntropy_is_the_negative_log_of_the_classs_share()
    {
        // Shares 1/4 and 3/4, then 1/3 and 2/3.
        var metrics = ExampleLoss.Sum(LossKind.CrossEntropy, [0, MathF.Log(3), MathF.Log(2), MathF.Log(4)], [1, 0], 0);

        Assert.Equal(-Math.Log(0.75) - Math.Log(1.0 / 3), metrics.LossSum, 1e-7);
    }

    [Fact]
    public void CrossEntropy_counts_the_greatest_output_as_the_answer()
    {
        var metrics = ExampleLoss.Sum(LossKind.CrossEntropy, [1, 2, 5, 4, 3, 3], [1, 1, 0], 0);

        Assert.Equal((3, 2), (metrics.Examples, metrics.Correct));
    }

    [Fact]
    public void CrossEntropy_of_great_logits_is_finite()
    {
        var metrics = ExampleLoss.Sum(LossKind.CrossEntropy, [1e6f, 0, -1e6f, 0], [1, 1], 0);

        Assert.Equal(1e6, metrics.LossSum, 1e-6);
    }

    [Fact]
    public void Bce_is_the_negative_log_of_the_labels_probability()
    {
        var metrics = ExampleLoss.Sum(LossKind.Bce, [MathF.Log(3), MathF.Log(3)], [1, 0], 0);

        Assert.Equal(-Math.Log(0.75) - Math.Log(0.25), metrics.LossSum, 1e-7);
    }

    [Fact]
    public void Bce_counts_the_sign_as_the_answer()
    {
        var metrics = ExampleLoss.Sum(LossKind.Bce, [2, -2, 2, -2, 0], [1, 0, 0, 1, 0], 0);

        Assert.Equal(3, metrics.Correct);
    }

    [Fact]
    public void Bce_of_great_logits_is_finite()
    {
        var metrics = ExampleLoss.Sum(LossKind.Bce, [1e6f, -1e6f], [0, 0], 0);

        Assert.Equal(1e6, metrics.LossSum, 1e-6);
    }

    [Fact]
    public void Mse_sums_squares_and_counts_no_answers()
    {
        var metrics = ExampleLoss.Sum(LossKind.Mse, [3, -1], [1, 0.5f], 0);

        Assert.Equal((4 + 2.25, null), (metrics.LossSum, metrics.Correct));
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy, 2)]
    [InlineData(LossKind.CrossEntropy, -1)]
    [InlineData(LossKind.CrossEntropy, 0.5f)]
    [InlineData(LossKind.CrossEntropy, float.NaN)]
    [InlineData(LossKind.Bce, 2)]
    [InlineData(LossKind.Bce, -0.1f)]
    [InlineData(LossKind.Bce, float.NaN)]
    public void A_label_out_of_range_is_refused_with_the_examples_place(LossKind loss, float label)
    {
        var outputs = new float[loss == LossKind.CrossEntropy ? 4 : 2];

        var thrown = Assert.Throws<FederationException>(() => ExampleLoss.Sum(loss, outputs, [1, label], 40));

        Assert.Equal(("FED1022", "example 41"), (thrown.Code, thrown.Problems[0].Place));
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy, 2)]
    [InlineData(LossKind.Mse, 4)]
    [InlineData(LossKind.Bce, 3)]
    public void Outputs_of_a_width_that_the_loss_cannot_take_are_refused(LossKind loss, int outputs)
    {
        var thrown = Assert.Throws<FederationException>(() => ExampleLoss.Sum(loss, new float[outputs], [0, 1], 0));

        Assert.Equal("FED1005", thrown.Code);
    }
}
