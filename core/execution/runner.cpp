#include "execution/runner.h"

#include <memory>
#include <utility>

#include "execution/compilation.h"
#include "execution/default_limits.h"

namespace code_runner::execution {
namespace {

using Clock = std::chrono::steady_clock;

// The second one is for an image that was deleted by hand and had to be built again.
constexpr int kAcquireAttempts = 2;

Error UnknownImage(const std::string& image) {
  return {ErrorCode::kUnknownImage, "Unknown image: '" + image + "'"};
}

}  // namespace

Runner::Runner(const plugin::RuntimeRegistry& registry, image::ImageStore& images, RunQueue& queue, SandboxPool& pool,
               UsedSandboxes& used, Executor& executor, ArtifactCache& artifacts, const RequestBounds& bounds)
    : registry_(registry),
      images_(images),
      queue_(queue),
      pool_(pool),
      used_(used),
      executor_(executor),
      artifacts_(artifacts),
      bounds_(bounds) {}

Result<ExecutionResult> Runner::Run(const ExecutionRequest& request, const std::string& run_id,
                                    const std::stop_token& stop) {
  const Clock::time_point admitted = Clock::now();
  const std::shared_ptr<const plugin::Runtime> runtime = registry_.Find(request.Image());
  if (!runtime) return UnknownImage(request.Image());
  Result<ExecutionPlan> plan = runtime->MakePlan(request);
  if (!plan) return plan.error();
  const Limits limits = EffectiveLimits(request, *runtime);
  // Before the queue: whoever waits for an image that is being built must not keep others from running.
  const Result<std::string> image = images_.Ensure(*runtime, admitted + limits.timeout, stop);
  if (!image) return image.error();
  const Result<RunQueue::Slot> slot = queue_.Enter(stop);
  if (!slot) return slot.error();
  const Clock::time_point turn = Clock::now();
  SandboxWish wish{.shape = {}, .caller = request.Caller(), .prestart = plan->may_prestart};
  Result<Place> place = Acquire(*runtime, limits, wish, turn + limits.timeout, stop);
  if (!place) return std::move(place).error();
  const Clock::time_point acquired = Clock::now();
  const StartKind start = place->lease.start;
  Compilation compilation(artifacts_, *runtime, wish.shape.image_id, request.Caller(), *plan);
  Result<ExecutionResult> result =
      executor_.Execute(place->lease.sandbox, *plan, request.Stdin(), limits.timeout, stop, compilation.Transfer());
  if (!result) return result;
  used_.Put(wish, std::move(place->lease.sandbox));
  compilation.Conclude(*result);
  if (start == StartKind::kReused || result->start != StartKind::kPrestarted) result->start = start;
  result->run_id = run_id;
  result->runtime_id = runtime->Id();
  result->phases.queue = turn - admitted;
  result->phases.acquire = acquired - turn;
  result->execution_time = Clock::now() - admitted;
  return result;
}

Limits Runner::EffectiveLimits(const ExecutionRequest& request, const plugin::Runtime& runtime) const {
  Limits limits = request.RunLimits();
  const Limits defaults = DefaultLimits(bounds_, runtime);
  if (!request.NamesMemory()) limits.memory_bytes = defaults.memory_bytes;
  if (!request.NamesTimeout()) limits.timeout = defaults.timeout;
  return limits;
}

Result<Runner::Place> Runner::Acquire(const plugin::Runtime& runtime, const Limits& limits, SandboxWish& wish,
                                      Clock::time_point deadline, const std::stop_token& stop) {
  for (int attempt = 0; attempt < kAcquireAttempts; ++attempt) {
    const Result<std::string> image = images_.Ensure(runtime, deadline, stop);
    if (!image) return image.error();
    wish.shape = MakeShape(runtime, *image, limits);
    UsedSandboxes::Taken used = used_.Take(wish, stop);
    if (used.sandbox) return Place{{*std::move(used.sandbox), StartKind::kReused}, std::move(used.loan)};
    Result<SandboxLease> lease = pool_.Acquire(wish.shape, stop);
    if (lease) return Place{*std::move(lease), std::move(used.loan)};
    if (lease.error().code != ErrorCode::kNotFound) return std::move(lease).error();
    images_.Invalidate(runtime, *image);
  }
  return Error{ErrorCode::kDockerError, "The image of runtime '" + runtime.Id() + "' vanishes again and again"};
}

}  // namespace code_runner::execution
