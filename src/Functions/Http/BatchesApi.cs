using Fixia.Shared;
using Fixia.Shared.Batches;
using Fixia.Shared.Json;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>Large sends, of up to 100,000 users: accepted at once, and sent at a bounded rate.</summary>
public sealed class BatchesApi(HttpApi api, BatchIntake intake, BatchDesk desk)
{
    private const string Path = "batches/{batchId}";
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 50;
    private static readonly ProducerRight[] Followers = [ProducerRight.Notify, ProducerRight.Operate];

    /// <summary>
    /// <c>POST batches</c>: the body of <c>POST notifications</c> with more users, or one such body a line as
    /// <c>application/x-ndjson</c>. Answers 202 with <see cref="BatchStatus"/> and where to ask for it again.
    /// </summary>
    [Function(nameof(CreateBatch))]
    public Task<IResult> CreateBatch(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "batches")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Notify, async producer =>
        {
            var body = new BatchBody(request);
            try
            {
                var batch = await intake.AcceptAsync(body.ReadAsync(cancellationToken), producer.Name, ProducersApi.KeyOf(request), cancellationToken);
                request.HttpContext.Response.Headers.Location = $"{request.Path}/{batch.BatchId}";
                return Answer(await desk.BeginAsync(batch, cancellationToken), StatusCodes.Status202Accepted);
            }
            catch (InvalidRequestException e) when (body.Line is { } line)
            {
                throw new InvalidRequestException($"Line {line}: {e.Message}", e.Member);
            }
        });

    /// <summary>
    /// <c>GET batches</c>: the newest first; everybody's for whom may operate, else the own ones. <c>limit</c> and <c>cursor</c> page.
    /// Answers <see cref="BatchPage"/>.
    /// </summary>
    [Function(nameof(ReadBatches))]
    public Task<IResult> ReadBatches(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "batches")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, Followers, async producer =>
        {
            var limit = QueryParameters.Limit(request, DefaultPageSize, MaxPageSize);
            var after = Guid.Empty;
            if (request.Query["cursor"].ToString() is { Length: > 0 } text && !Guid.TryParseExact(text, "D", out after))
            {
                throw new InvalidRequestException("'cursor' must be the cursor of an earlier answer of the same kind.", "cursor");
            }

            var cursor = after == Guid.Empty ? null : after.ToString();
            return TypedResults.Json(await desk.ListAsync(producer, cursor, limit, cancellationToken), FixiaJsonContext.Default.BatchPage);
        });

    /// <summary><c>GET batches/{batchId}</c>: how far it is. Answers <see cref="BatchStatus"/>, 404 for an unknown one.</summary>
    [Function(nameof(ReadBatch))]
    public Task<IResult> ReadBatch(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Path)] HttpRequest request,
        string batchId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, Followers, async producer => Answer(await desk.FindAsync(producer, Check(batchId), cancellationToken)));

    /// <summary><c>DELETE batches/{batchId}</c>: stops what is left of it. Answers how far it came, 404 for an unknown one.</summary>
    [Function(nameof(StopBatch))]
    public Task<IResult> StopBatch(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Path)] HttpRequest request,
        string batchId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, Followers, async producer => Answer(await desk.StopAsync(producer, Check(batchId), cancellationToken)));

    private static string Check(string batchId) =>
        Guid.TryParse(batchId, out _) ? batchId : throw new InvalidRequestException("'batchId' must be one that POST batches has answered.", "batchId");

    private static IResult Answer(BatchStatus? status, int code = StatusCodes.Status200OK) => status is null
        ? Problems.NotFound("There is no such batch.")
        : TypedResults.Json(status, FixiaJsonContext.Default.BatchStatus, statusCode: code);
}
