"""What falls due around meetings: for those invited, and for those who run them."""

from learning_meetings.reminders.hosts import HOST_RULES
from learning_meetings.reminders.invited import INVITED_RULES
from learning_meetings.reminders.tasks import TASK_RULES
from modellkonceptet.notifications.reminder_rules import register

register(*INVITED_RULES, *HOST_RULES, *TASK_RULES)
